"""The integrators' guide: one public page, whose programs are files that the tests run as the page shows them."""
