import unittest

from missing_ids import conversions


class MissingIds(unittest.TestCase):
    def test_an_unchecked_conversion_is_found_in_each_language(self) -> None:
        for code in (
            "str(user.pk)",
            'f"user_{user.pk}"',
            "String(user.id)",
            "String.valueOf(user.id())",
            "user.id.toString()",
            "user_${user.id}",
            '"user_#{user.id}"',
            'fmt.Sprintf("user_%d", user.ID)',
        ):
            with self.subTest(code):
                assert list(conversions(f"first line\n  {code}\n")) == [(2, code)]

    def test_a_checked_conversion_is_not(self) -> None:
        for code in (
            '"" if user.pk is None else str(user.pk)',
            "user.id?.toString() ?? ''",
            'user.id() == null ? "" : user.id().toString()',
            "if user.pk is None:\n    return None\nreturn str(user.pk)",
        ):
            with self.subTest(code):
                assert list(conversions(code)) == []

    def test_a_check_far_above_does_not_count(self) -> None:
        assert len(list(conversions("user.pk is None\n\n\nstr(user.pk)"))) == 1


if __name__ == "__main__":
    unittest.main()
