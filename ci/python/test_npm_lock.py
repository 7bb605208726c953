import unittest

import npm_lock

FOLDER = npm_lock.BINDING.parent / "examples/express"
INTEGRITY = f"sha512-{'A' * 86}=="
ROOT = {"": {"name": "example", "dependencies": {"left": "1.0.0"}}}


def lock(**entry: object) -> dict:
    return {"lockfileVersion": 3, "packages": {**ROOT, "node_modules/left": {"version": "1.0.0", **entry}}}


def problems(content: dict) -> list[str]:
    return npm_lock.problems(content, FOLDER)


class NpmLock(unittest.TestCase):
    def test_a_package_of_the_registry_is_accepted(self) -> None:
        assert problems(lock(integrity=INTEGRITY)) == []

    def test_every_other_source_is_reported(self) -> None:
        for source in (
            "git+ssh://git@example.com/left.git#0123456789abcdef0123456789abcdef01234567",
            "git+https://example.com/left.git#0123456789abcdef0123456789abcdef01234567",
            "https://example.com/left-1.0.0.tgz",
            "http://example.com/left-1.0.0.tgz",
            "file:../left",
            "file:../../../bindings-node",
            "file:../../bindings-c",
        ):
            with self.subTest(source):
                assert source in "".join(problems(lock(resolved=source, integrity=INTEGRITY)))

    def test_a_link_to_a_folder_is_reported(self) -> None:
        assert len(problems(lock(link=True, integrity=INTEGRITY))) == 1

    def test_the_packages_of_this_project_are_accepted(self) -> None:
        for source in ("file:../../bindings-node", "../../bindings-node"):
            with self.subTest(source):
                assert problems(lock(resolved=source)) == []
                assert problems(lock(resolved=source, link=True)) == []

    def test_a_workspace_elsewhere_is_reported(self) -> None:
        assert len(problems({"packages": {**ROOT, "../left": {"version": "1.0.0"}}})) == 2

    def test_a_missing_or_weaker_hash_is_reported(self) -> None:
        assert len(problems(lock())) == 1
        for integrity in ("", "sha1-AAAAAAAAAAAAAAAAAAAAAAAAAAA=", f"{INTEGRITY} sha1-AAAA", "sha512-AAAA=="):
            with self.subTest(integrity):
                assert len(problems(lock(integrity=integrity))) == 1

    def test_a_git_dependency_without_a_hash_is_reported_twice(self) -> None:
        assert len(problems(lock(resolved="git+ssh://git@example.com/left.git#0123456"))) == 2

    def test_a_file_without_packages_is_reported(self) -> None:
        assert len(problems({"lockfileVersion": 1, "dependencies": {}})) == 1
        assert len(problems({"lockfileVersion": 3, "packages": {}})) == 1


if __name__ == "__main__":
    unittest.main()
