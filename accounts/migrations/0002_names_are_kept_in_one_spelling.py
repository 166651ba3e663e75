import django.contrib.auth.validators
from django.db import migrations

import core.fields


class Migration(migrations.Migration):
    """A name typed with letters in parts (as a Mac does) is the same name."""

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="area",
            name="name",
            field=core.fields.NFCCharField(max_length=120, verbose_name="tên"),
        ),
        migrations.AlterField(
            model_name="area",
            name="source",
            field=core.fields.NFCCharField(blank=True, max_length=200, verbose_name="nguồn"),
        ),
        migrations.AlterField(
            model_name="area",
            name="type_word",
            field=core.fields.NFCCharField(max_length=20, verbose_name="loại"),
        ),
        migrations.AlterField(
            model_name="organisation",
            name="abbreviation",
            field=core.fields.NFCCharField(blank=True, max_length=20, verbose_name="viết tắt trong số văn bản"),
        ),
        migrations.AlterField(
            model_name="organisation",
            name="name",
            field=core.fields.NFCCharField(max_length=200, unique=True, verbose_name="tên đơn vị"),
        ),
        migrations.AlterField(
            model_name="organisation",
            name="short_name",
            field=core.fields.NFCCharField(max_length=100, verbose_name="tên gọi"),
        ),
        migrations.AlterField(
            model_name="substitution",
            name="paper_number",
            field=core.fields.NFCCharField(max_length=100, verbose_name="văn bản phân công"),
        ),
        migrations.AlterField(
            model_name="user",
            name="full_name",
            field=core.fields.NFCCharField(max_length=120, verbose_name="họ và tên"),
        ),
        migrations.AlterField(
            model_name="user",
            name="position",
            field=core.fields.NFCCharField(blank=True, max_length=120, verbose_name="chức vụ"),
        ),
        migrations.AlterField(
            model_name="user",
            name="username",
            field=core.fields.NFCCharField(
                error_messages={"unique": "Tên đăng nhập này đã có người dùng."},
                max_length=60,
                unique=True,
                validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                verbose_name="tên đăng nhập",
            ),
        ),
    ]
