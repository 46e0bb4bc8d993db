# Sourced by deb.sh and host32.sh with their arguments, PROGRAM and FOLDER: the common contents of every Debian package,
# and how it is built. Sets $architecture besides the variables of common.sh. DEB_COMPRESSION='-Zgzip -z1' is for a
# package that is only inspected; TOKENCTL_MAINTAINER='Name <address>' is the package's maintainer, because the project
# has no public address of its own.
# shellcheck disable=SC2034,SC2154

# shellcheck source=packaging/common.sh
source "$project/packaging/common.sh"
maintainer=${TOKENCTL_MAINTAINER:-tokenctl maintainers <maintainers@tokenctl.invalid>}

# Prints Debian's name of a program's architecture.
deb_architecture() {
    case $(od -An -tx1 -j18 -N2 "$1" | tr -d ' \n') in
    0300) printf 'i386\n' ;;
    3e00) printf 'amd64\n' ;;
    b700) printf 'arm64\n' ;;
    *)
        printf '%s is a program of no known kind\n' "$1" >&2
        return 1
        ;;
    esac
}

architecture=$(deb_architecture "$program")

# deb_documents NAME ROOT: copyright, changelog, and lintian overrides.
deb_documents() {
    local name=$1 root=$2
    mkdir -p "$root/DEBIAN" "$root/usr/share/doc/$name" "$root/usr/share/lintian/overrides"
    install -m 0644 "$project/packaging/deb/copyright" "$root/usr/share/doc/$name/copyright"
    sed "s/^tokenctl:/$name:/" "$project/packaging/deb/lintian-overrides" >"$root/usr/share/lintian/overrides/$name"
    {
        printf '%s (%s) unstable; urgency=medium\n\n' "$name" "$version"
        printf '  * Version %s; what it brings is told in CHANGELOG.md.gz.\n\n' "$version"
        printf ' -- %s  %s\n' "$maintainer" "$(LC_ALL=C date -u -R -d "@$SOURCE_DATE_EPOCH")"
    } | gzip -9n >"$root/usr/share/doc/$name/changelog.gz"
}

# deb_build NAME ROOT CONTROL ARCHITECTURE FOLDER: writes the package and prints its path.
deb_build() {
    local name=$1 root=$2 control=$3 architecture=$4 out=$5 size package
    # Only the sizes of files: those of folders differ between file systems.
    size=$(find "$root" -path "$root/DEBIAN" -prune -o -type f -printf '%s\n' | awk '{ sum += $1 } END { print int((sum + 1023) / 1024) }')
    sed -e "s|@VERSION@|$version|" -e "s|@ARCHITECTURE@|$architecture|" -e "s|@MAINTAINER@|$maintainer|" \
        -e "s|@SIZE@|$size|" "$control" >"$root/DEBIAN/control"
    (cd "$root" && find . -type f ! -path './DEBIAN/*' -printf '%P\0' | LC_ALL=C sort -z | xargs -0 md5sum) >"$root/DEBIAN/md5sums"
    chmod 0644 "$root/DEBIAN/control" "$root/DEBIAN/md5sums"
    find "$root" -depth -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
    package=$out/${name}_${version}_$architecture.deb
    # Debian 11 does not support zstd, the default of other builds of dpkg.
    # shellcheck disable=SC2086
    dpkg-deb --root-owner-group ${DEB_COMPRESSION:--Zxz} --build "$root" "$package" >/dev/null
    printf '%s\n' "$package"
}
