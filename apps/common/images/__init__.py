"""Pictures that somebody sends: what they are by their bytes, how large they get, and nothing in them but the picture.

    image = checked(content)      # raises ValidationError

What comes out is put together anew from the parts that a picture needs: comments, cameras' notes with their places,
and whatever somebody hid behind or between them are gone. The pixels themselves stay as they came.
"""

from apps.common.images.checking import MAX_BYTES, MAX_SIDE, NAMES, Image, checked, too_many_bytes

__all__ = ["MAX_BYTES", "MAX_SIDE", "NAMES", "Image", "checked", "too_many_bytes"]
