"""What gunicorn reads by itself when it is started here."""

from gunicorn.http import message

# Clients of the original API send two Content-Type headers, which gunicorn 27 refuses with 400 whatever it is told.
# It passes the last one on, and apps.api.bodies reads a body as what it plainly is.
message.RFC9110_5_3_SINGLETON_FIELDS = message.RFC9110_5_3_SINGLETON_FIELDS - {"CONTENT-TYPE"}
