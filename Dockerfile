# Một ảnh cho web, worker và beat; docker-compose.yml chọn lệnh. Mọi lệnh ở đây cũng do script/start hoặc kiểm thử chạy
# (tests/test_deploy.py so từng lệnh).
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 PIP_DISABLE_PIP_VERSION_CHECK=1 LANG=C.UTF-8

# WeasyPrint dựng PDF bằng Pango và HarfBuzz; phông chữ nằm trong mã nguồn.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /app
COPY requirements.txt ./
RUN python -m pip install --no-cache-dir --require-hashes -r requirements.txt
COPY . .

# collectstatic không cần bí mật hay máy chủ nào: các giá trị này chỉ có trong lệnh này, không ở lại trong ảnh.
RUN TLS=False SECRET_KEY=build DATABASE_URL=postgres:///none REDIS_URL=redis:///0 \
    python manage.py collectstatic --noinput

RUN useradd --system --no-create-home --home-dir /nonexistent khuyencong \
    && mkdir -p /data/media /data/beat \
    && chown -R khuyencong /data
ENV MEDIA_ROOT=/data/media
USER khuyencong

EXPOSE 8000
CMD ["python", "-m", "gunicorn", "khuyencong.wsgi", "--workers", "3", "--bind", "0.0.0.0:8000", "--preload", "--no-control-socket"]
