"""What the company configures: whom it deals with. One file per subject."""
