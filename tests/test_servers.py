from django.db import connection


def test_tests_run_as_the_programs_role_on_a_clone_of_their_own(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_database()")
        assert cursor.fetchone() == ("khuyencong_app", connection.settings_dict["NAME"])
