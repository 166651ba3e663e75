#!/bin/sh
# Hai vai trò trong PostgreSQL: khuyencong sở hữu bảng, khuyencong_app là của chương trình (quyền do grant_roles cấp).
# Ảnh postgres chạy tệp này một lần, khi tạo cơ sở dữ liệu; chạy lại cũng được, khi cần đổi mật khẩu.
set -eu

psql --no-psqlrc --quiet -v ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname "$POSTGRES_DB" \
    -v database="$POSTGRES_DB" -v owner_password="$OWNER_PASSWORD" -v program_password="$PROGRAM_PASSWORD" <<'SQL'
SELECT format('CREATE ROLE %I LOGIN', name)
FROM unnest(ARRAY['khuyencong', 'khuyencong_app']) AS name
WHERE NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = name)
\gexec
ALTER ROLE khuyencong PASSWORD :'owner_password';
ALTER ROLE khuyencong_app PASSWORD :'program_password';
ALTER DATABASE :"database" OWNER TO khuyencong;
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO khuyencong_app;
SQL
