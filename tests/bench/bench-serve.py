#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Mailflow authors
"""Messages a second that `serve` accepts, beside Postfix's smtpd and smtp-sink.

All four are loaded by Postfix's smtp-source, in turn, in the same run: the
machine may be noisy, so medians and the ratios of neighbours are what counts.
"""

import pathlib
import shutil
import statistics
import sys
import subprocess
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / 'interop'))
import peer  # noqa: E402

ROUNDS = 5
MESSAGES = 2000
LOAD = ['-s', '20', '-m', str(MESSAGES), '-l', '2048', '-M', 'source.a.example',
        '-f', 'alice@a.example', '-t', 'bob@b.example']


def rate(port, *options):
    start = time.perf_counter()
    peer.run(peer.need('smtp-source'), *options, *LOAD, f'inet:127.0.0.1:{port}')
    return MESSAGES / (time.perf_counter() - start)


def measure(ports, *options):
    rates = {name: [] for name in ports}
    for _ in range(ROUNDS):
        for name, port in ports.items():
            rates[name].append(rate(port, *options))
    for name, values in rates.items():
        print(f'  {name:34} median {statistics.median(values):8.0f} messages/s '
              f'({min(values):.0f} … {max(values):.0f})')
    return rates


def ratio(rates, ours, theirs):
    pairs = [a / b for a, b in zip(rates[ours], rates[theirs])]
    print(f'  {ours} / {theirs}: median ratio {statistics.median(pairs):.2f}')


def main():
    work = pathlib.Path(tempfile.mkdtemp(prefix='mailflow-bench-'))
    memory = pathlib.Path(tempfile.mkdtemp(prefix='mailflow-bench-', dir='/dev/shm'))
    work.chmod(0o755)
    postfix = peer.Postfix(work / 'postfix', 'default_transport = discard\n'
                           'virtual_mailbox_domains =\nrelay_domains = b.example\n'
                           'relay_transport = discard\nsmtpd_client_connection_rate_limit = 0\n'
                           'default_process_limit = 100')
    durable = peer.Server(data=work / 'ours')
    quick = peer.Server(data=memory / 'ours')
    port = peer.free_port()
    sink = subprocess.Popen([peer.need('smtp-sink'), '-u', 'root', f'inet:127.0.0.1:{port}', '100'],
                            stderr=subprocess.DEVNULL)
    try:
        peer.wait_for_port(port)
        ports = {'serve, durable (disk)': durable.port['smtp'],
                 'Postfix smtpd (disk, discards later)': postfix.port,
                 'serve, --data on tmpfs': quick.port['smtp'],
                 'smtp-sink (keeps nothing)': port}
        for title, options in (('a connection for each message', ()),
                               ('20 persistent connections', ('-d',))):
            print(f'{MESSAGES} messages of 2 KiB, 20 sessions, {title}:')
            rates = measure(ports, *options)
            ratio(rates, 'serve, durable (disk)', 'Postfix smtpd (disk, discards later)')
            ratio(rates, 'serve, --data on tmpfs', 'smtp-sink (keeps nothing)')
    finally:
        sink.terminate()
        sink.wait(timeout=20)
        durable.stop()
        quick.stop()
        postfix.stop()
        shutil.rmtree(work, ignore_errors=True)
        shutil.rmtree(memory, ignore_errors=True)


if __name__ == '__main__':
    main()
