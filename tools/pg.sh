#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# A throw-away PostgreSQL for tests and measures: one folder, a private Unix socket, no TCP.
#
# usage: tools/pg.sh start DIR [SETTING=VALUE…]   makes and starts a server, prints the URL of its
#                                                 database "maillage"; DIR must be empty or not exist
#        tools/pg.sh fresh DIR NAME               makes an empty database (an old one of that name
#                                                 goes), prints its URL
#        tools/pg.sh crash DIR                    stops the server as a power cut would, starts it again
#        tools/pg.sh stop DIR                     stops the server and removes DIR
#
# DIR must be short (a socket's path has 107 bytes): mktemp -d /tmp/mlgpg.XXXXXX.  As root the server
# runs as user postgres, or nobody.  What it holds does not outlive a power cut, unless one gives
# fsync=on synchronous_commit=on full_page_writes=on.
set -eu

usage() {
	sed -n '5,10s/^# //p' "$0" >&2
	exit 2
}

# The folder of initdb: the newest version that is installed.
bin_dir() {
	for b in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV) /usr/local/bin /usr/bin; do
		if [ -x "$b/initdb" ] && [ -x "$b/postgres" ]; then
			echo "$b"
			return
		fi
	done
	echo "pg.sh: no PostgreSQL server is installed (Debian: apt-get install postgresql)" >&2
	exit 3
}

# The server refuses to run as root.
owner() {
	if [ "$(id -u)" -ne 0 ]; then
		id -un
	elif id postgres >/dev/null 2>&1; then
		echo postgres
	else
		echo nobody
	fi
}

as_owner() {
	if [ "$(id -u)" -ne 0 ]; then
		"$@"
	else
		runuser -u "$(owner)" -- "$@"
	fi
}

url() {
	echo "postgresql:///$2?host=$1&user=maillage"
}

client() {
	tool=$1
	shift
	[ -x "$bin/$tool" ] || bin=$(dirname "$(command -v "$tool")")
	"$bin/$tool" -h "$dir" -U maillage "$@"
}

run_server() {
	# Nothing of ours may stay open in the server: who reads our output would wait for its end.
	as_owner "$bin/pg_ctl" -D "$dir/data" -s -w -t 60 -l "$dir/log" start </dev/null >/dev/null 2>&1 || {
		as_owner cat "$dir/log" >&2
		exit 3
	}
}

crash() {
	cd /
	as_owner "$bin/pg_ctl" -D "$dir/data" -s -w -t 60 -m immediate stop
	run_server
}

start() {
	mkdir -p "$dir"
	if [ -n "$(ls -A "$dir")" ]; then
		echo "pg.sh: $dir is not empty" >&2
		exit 1
	fi
	[ "$(id -u)" -ne 0 ] || chown "$(owner)" "$dir"
	chmod 700 "$dir"
	# Initdb and the server want a working folder they can read.
	cd /
	as_owner "$bin/initdb" -D "$dir/data" -U maillage --auth=trust --no-sync --encoding=UTF8 \
		--locale=C.UTF-8 >"$dir/initdb.log" 2>&1 || {
		cat "$dir/initdb.log" >&2
		rm -rf "$dir"
		exit 3
	}
	{
		printf '%s\n' "listen_addresses = ''" "unix_socket_directories = '$dir'" \
			'unix_socket_permissions = 0700' 'fsync = off' 'synchronous_commit = off' \
			'full_page_writes = off' 'shared_buffers = 128MB' 'max_connections = 60' \
			'max_wal_size = 2GB' 'autovacuum_naptime = 10min' 'log_min_messages = fatal'
		for setting; do
			printf "%s = '%s'\n" "${setting%%=*}" "${setting#*=}"
		done
	} | as_owner tee -a "$dir/data/postgresql.conf" >/dev/null
	run_server
	client createdb maillage
	url "$dir" maillage
}

stop() {
	cd /
	if [ -f "$dir/data/postmaster.pid" ]; then
		as_owner "$bin/pg_ctl" -D "$dir/data" -s -w -t 60 -m immediate stop
	fi
	# Only what start made is removed.
	[ ! -f "$dir/data/PG_VERSION" ] || rm -rf "$dir"
}

fresh() {
	case $1 in
	*[!a-z0-9_]* | '') usage ;;
	esac
	client dropdb --if-exists --force "$1" 2>/dev/null
	client createdb "$1"
	url "$dir" "$1"
}

[ $# -ge 2 ] || usage
command=$1 dir=$2
shift 2
case $dir in
/*) ;;
*) dir=$(pwd)/$dir ;;
esac
if [ "${#dir}" -gt 80 ]; then
	echo "pg.sh: the name of the folder is too long for a socket: $dir" >&2
	exit 1
fi
bin=$(bin_dir)
case $command in
start) start "$@" ;;
crash) [ $# -eq 0 ] || usage; crash ;;
stop) [ $# -eq 0 ] || usage; stop ;;
fresh) [ $# -eq 1 ] || usage; fresh "$1" ;;
*) usage ;;
esac
