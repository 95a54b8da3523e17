FROM python:3.11-slim

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
WORKDIR /srv/conexiones
COPY requirements.txt requirements-s3.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements.txt \
    && pip install --no-cache-dir --require-hashes -r requirements-s3.txt \
    && useradd --system conexiones && install --directory --owner=conexiones --mode=700 /srv/files
COPY . .
# The settings want keys; these are made up for this one step and kept nowhere.
RUN SECRET_KEY=$(python -c "import secrets; print(secrets.token_urlsafe(50))") \
    FIELD_KEYS=$(python -c "from apps.common import keyring; print(keyring.generate('build'))") \
    PUBLIC_URL=https://build.example DATABASE_URL=sqlite://:memory: \
    python manage.py collectstatic --no-input
USER conexiones
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD ["python", "-m", "apps.common.alive"]
# No pid file: a stale one would keep a server that was killed from starting again.
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "3", \
     "--threads", "8", "--graceful-timeout", "30", "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
