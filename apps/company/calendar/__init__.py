"""When the company works: its week of working hours, and the days that are otherwise.

    calendar_of(account).working_moment(moment)       # the first one at or after it

`shifts` are the hours of a day and how they are kept, `calendar` works everything out, `loading` reads it, `days` knows
which dates a change can touch, and `planning` what a file of holidays would do.
Everything is reckoned in local time, in the account's time zone; what goes in and comes out are moments.
"""
