"""django-oauth-toolkit and Django REST framework as their tutorials put them together, to be measured beside ours."""
