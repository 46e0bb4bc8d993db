#!/usr/bin/env bash
# Checks the Homebrew formula of two programs: tests/scripts/homebrew.sh ARM64 X86_64. Made twice, it has the same
# bytes; Ruby parses it; and each processor gets its own program with its digest. Homebrew itself is not available here.
set -euo pipefail

project=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
arm64=$(realpath -- "$1") x86_64=$(realpath -- "$2")
bash "$project/tests/scripts/install-packages.sh" ruby
place=$(mktemp -d)
trap 'rm -rf -- "$place"' EXIT

export TOKENCTL_DOWNLOADS=https://downloads.example/releases/1
formula=$(bash "$project/packaging/homebrew.sh" "$arm64" "$x86_64" "$place/first")
(cd / && TZ=Asia/Ho_Chi_Minh && umask 077 && bash "$project/packaging/homebrew.sh" "$arm64" "$x86_64" "$place/second" >/dev/null)
cmp -- "$formula" "$place/second/tokenctl.rb"
ruby -wc "$formula" >/dev/null

# The parts of Homebrew's language that the formula uses outside its methods.
cat >"$place/formula.rb" <<'RUBY'
class Formula
  class << self
    def desc(text) = (abort "desc: #{text.length} characters, 80 at most" if text.length > 80)
    def homepage(text) = (abort "no homepage: #{text}" unless text.start_with?("https://"))
    def version(text = nil) = puts("version #{text}")
    def license(text) = puts("license #{text}")
    def depends_on(name) = puts("depends on #{name}")
    def on_arm(&block) = (@processor = "arm64") && block.call
    def on_intel(&block) = (@processor = "x86_64") && block.call
    def url(text, using:) = puts("#{@processor} #{text} #{using}")
    def sha256(text) = puts("#{@processor} #{text}")
    def test(&) = puts("test")
  end
end
load ARGV.fetch(0)
missing = %i[install caveats].reject { |name| Tokenctl.method_defined?(name) }
abort "no #{missing.join(", ")}" unless missing.empty?
RUBY
# shellcheck source=packaging/version.sh
source "$project/packaging/version.sh"
digest() { sha256sum -- "$1" | cut -d' ' -f1; }
wanted=$(
    cat <<WANTED
version $version
license $(sed -n 's/^license = "\(.*\)"$/\1/p' "$project/Cargo.toml")
arm64 $TOKENCTL_DOWNLOADS/$(basename -- "$arm64") nounzip
arm64 $(digest "$arm64")
x86_64 $TOKENCTL_DOWNLOADS/$(basename -- "$x86_64") nounzip
x86_64 $(digest "$x86_64")
depends on macos
test
WANTED
)
diff <(printf '%s\n' "$wanted") <(ruby "$place/formula.rb" "$formula")
printf 'the formula of Homebrew: the same bytes twice, and each processor gets its own program\n'
