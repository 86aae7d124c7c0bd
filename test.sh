#!/usr/bin/env bash
# Installs what the tests need (Debian), checks the formatting, builds, runs every test on SQLite and on PostgreSQL, and prints the count.
# Usage: ./test.sh            Needs: the .NET SDK; root, if packages are still missing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

packages=(libturbojpeg0 libzbar0 zbar-tools zxing-cpp-tools oathtool openssl postgresql libnfc-bin libnfc-examples pcscd vsmartcard-vpcd opensc chromium)

say() { printf '== %s\n' "$*"; }

install_packages() {
    command -v dpkg-query >/dev/null || { say "not Debian: install yourself: ${packages[*]}"; return; }
    local missing=() name
    for name in "${packages[@]}"; do
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || missing+=("$name")
    done
    [ ${#missing[@]} -eq 0 ] && return
    [ "$(id -u)" -eq 0 ] || { say "missing packages: ${missing[*]}; run this once as root, or: apt-get install ${missing[*]}" >&2; exit 2; }
    say "installing ${missing[*]}"
    local log; log=$(mktemp)
    if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
        cat "$log" >&2; exit 2
    fi
    rm -f "$log"
}

# A PostgreSQL server of the tests' own: a new cluster in a temporary folder, on a free port of the loopback interface, gone afterwards. It may forget
# what it wrote if the machine loses its power: no test is about that.
as_postgres() { if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

start_postgres() {
    local bin; bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
    [ -n "$bin" ] || { say "PostgreSQL's programs are not in /usr/lib/postgresql" >&2; exit 2; }
    pg_ctl=$bin/pg_ctl
    pg_dir=$(mktemp -d /tmp/paymentcode-postgres.XXXXXX)
    [ "$(id -u)" -ne 0 ] || chown postgres "$pg_dir"
    printf 'paymentcode\n' >"$work/pg-password"; chmod 644 "$work/pg-password"; chmod 755 "$work"
    (cd "$pg_dir" && as_postgres "$bin/initdb" -D "$pg_dir/data" -U paymentcode -A scram-sha-256 --pwfile="$work/pg-password" -E UTF8 --locale=C >"$work/initdb.log" 2>&1) \
        || { cat "$work/initdb.log" >&2; exit 2; }
    local port attempt
    for attempt in 1 2 3 4 5; do
        port=$((20000 + RANDOM % 20000))
        if (cd "$pg_dir" && as_postgres "$pg_ctl" -D "$pg_dir/data" -l "$pg_dir/log" -w -s \
                -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$pg_dir -c max_connections=200 -c fsync=off -c synchronous_commit=off" start) >/dev/null 2>&1; then
            export PAYMENTCODE_TEST_POSTGRES="Host=127.0.0.1;Port=$port;Username=paymentcode;Password=paymentcode;Database=postgres"
            return
        fi
    done
    cat "$pg_dir/log" >&2; say "PostgreSQL did not start" >&2; exit 2
}

clean_up() {
    if [ -n "${pg_dir:-}" ]; then
        (cd / && as_postgres "$pg_ctl" -D "$pg_dir/data" -m immediate -s stop) >/dev/null 2>&1 || true
        rm -rf "$pg_dir"
    fi
    rm -rf "$work"
}

# The sum of one attribute of <Counters> over all result files.
count() { cat "$work"/results/*.trx 2>/dev/null | grep -o '<Counters [^>]*>' | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*' | awk '{ n += $1 } END { print n + 0 }'; }

work=$(mktemp -d)
trap clean_up EXIT
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

install_packages
start_postgres

say "restore and build"
dotnet build PaymentCode.sln -v quiet --nologo

say "formatting"
dotnet format PaymentCode.sln --verify-no-changes --no-restore

say "tests"
status=0
dotnet test PaymentCode.sln --no-build --nologo -v quiet --logger trx --logger "console;verbosity=minimal" --results-directory "$work/results" || status=$?

total=$(count total) passed=$(count passed) failed=$(count failed)
skipped=$((total - passed - failed))
[ "$total" -gt 0 ] || { say "no test ran" >&2; status=1; }
[ "$failed" -eq 0 ] || status=1
echo "$passed passed, $failed failed, $skipped skipped"
exit "$status"
