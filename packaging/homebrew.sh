#!/usr/bin/env bash
# Writes the Homebrew formula of the macOS programs: `packaging/homebrew.sh ARM64 X86_64 FOLDER` writes
# FOLDER/tokenctl.rb and prints its path. It depends only on the digests of both programs and the version.
#
# TOKENCTL_DOWNLOADS is where the files of the release can be fetched; the project has no public address of its own, and
# the default one does not exist. Pitfall: neither program nor formula was ever run on a Mac.
set -euo pipefail

project=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=packaging/version.sh
source "$project/packaging/version.sh"
arm64=$1 x86_64=$2
out=$(mkdir -p -- "$3" && realpath -- "$3")
downloads=${TOKENCTL_DOWNLOADS:-https://tokenctl.invalid/releases/$version}

digest() { sha256sum -- "$1" | cut -d' ' -f1; }

cat >"$out/tokenctl.rb" <<FORMULA
# Made by packaging/homebrew.sh for tokenctl $version.
class Tokenctl < Formula
  desc "Inventory, validity, PIN recovery and renewal requests of PKCS#11 tokens"
  homepage "${downloads%/releases/*}"
  version "$version"
  license "Apache-2.0"

  on_arm do
    url "$downloads/$(basename -- "$arm64")", using: :nounzip
    sha256 "$(digest "$arm64")"
  end
  on_intel do
    url "$downloads/$(basename -- "$x86_64")", using: :nounzip
    sha256 "$(digest "$x86_64")"
  end

  depends_on :macos

  def install
    bin.install Dir["tokenctl-*"].first => "tokenctl"
    chmod 0555, bin/"tokenctl"
    generate_completions_from_executable(bin/"tokenctl", "completions", shells: [:bash, :zsh, :fish])
    { "en" => man1, "vi" => man/"vi/man1" }.each do |language, folder|
      folder.mkpath
      system bin/"tokenctl", "--lang", language, "man", folder
    end
  end

  def caveats
    "tokenctl was built for macOS and never run there by those who made it: try it on a token for tests first."
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/tokenctl --version")
  end
end
FORMULA
touch -d "@$SOURCE_DATE_EPOCH" "$out/tokenctl.rb"
printf '%s\n' "$out/tokenctl.rb"
