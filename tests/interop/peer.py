# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Mailflow authors
"""What the interoperation tests share: a running `mailflow-cli serve`, peers
found or the test fails, and results as TAP."""

import contextlib
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import unittest

CLI = os.environ.get('MAILFLOW_CLI', 'mailflow-cli')
os.environ['PATH'] += os.pathsep + '/usr/sbin'


def need(program):
    """The path of a peer; its absence is an error, never a skip."""
    path = shutil.which(program)
    if not path:
        raise RuntimeError(f'{program} is not installed')
    return path


def run(*command, timeout=120, check=True, **options):
    """Run a peer to its end; what it said is in the failure."""
    try:
        done = subprocess.run([str(word) for word in command], timeout=timeout, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)
    except subprocess.TimeoutExpired as error:
        raise AssertionError(f'{command[0]} did not end within {timeout} s:\n'
                             + (error.stdout or b'').decode(errors='replace')[-3000:]) from error
    if check and done.returncode != 0:
        raise AssertionError(f'{command[0]} ended with {done.returncode}:\n'
                             + done.stdout.decode(errors='replace')[-3000:])
    return done


def free_port():
    """A port that was free a moment ago, for peers that cannot pick their own."""
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def wait_for(condition, seconds=30, what='the condition'):
    """Poll until condition() is true; what it returned is the result."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.02)
    raise AssertionError(f'{what} did not come about within {seconds} s')


def wait_for_port(port, seconds=20):
    def accepts():
        with contextlib.suppress(OSError), socket.create_connection(('127.0.0.1', port), 1):
            return True
        return False
    wait_for(accepts, seconds, f'a listener on port {port}')


class Server:
    """`mailflow-cli serve`, ready when the constructor returns."""

    def __init__(self, *options, data=None, domain='b.example', users=('bob:s3cret',),
                 ports=('smtp', 'submission', 'pop3'), **process):
        self.directory = None if data else tempfile.mkdtemp(prefix='mailflow-interop-')
        self.data = pathlib.Path(data or self.directory)
        command = [CLI, 'serve', '--domain', domain, '--data', str(self.data)]
        for user in users:
            command += ['--user', user]
        for port in ports:
            command += ['--' + port, '0']
        self.process = subprocess.Popen(command + list(options), stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, **process)
        line = self.process.stdout.readline().decode().split()
        if not line or line[0] != 'ready':
            self.process.kill()
            raise RuntimeError('serve did not become ready: ' + self.process.stderr.read().decode())
        self.port = {}
        for word in line[1:]:
            name, _, address = word.partition('=')
            self.port[name] = int(address.rpartition(':')[2])
        self.errors = b''
        self.reader = threading.Thread(target=self.drain, daemon=True)
        self.reader.start()

    def drain(self):
        self.errors = self.process.stderr.read()

    def stop(self):
        """SIGTERM; serve must end with 0."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=30)
        self.reader.join(timeout=10)
        self.process.stdout.close()
        self.process.stderr.close()
        if self.directory:
            shutil.rmtree(self.directory, ignore_errors=True)
        return code

    def kill(self):
        """SIGKILL, as a power cut would."""
        self.process.kill()
        self.process.wait(timeout=30)
        self.reader.join(timeout=10)
        self.process.stdout.close()
        self.process.stderr.close()


class ServerCase(unittest.TestCase):
    """A test case with a server of its own for each test."""

    options = ()
    users = ('bob:s3cret', 'carol:pa ss')
    ports = ('smtp', 'submission', 'pop3')

    def setUp(self):
        self.work = pathlib.Path(tempfile.mkdtemp(prefix='mailflow-peer-'))
        self.addCleanup(shutil.rmtree, self.work, True)
        self.server = Server(*self.options, users=self.users, ports=self.ports)
        self.addCleanup(self.end_server)

    def end_server(self):
        code = self.server.stop()
        self.assertEqual(code, 0, self.server.errors.decode(errors='replace'))


POSTFIX_MAIN = """\
compatibility_level = 3.6
queue_directory = {top}/queue
data_directory = {top}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
myhostname = mail.c.example
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
virtual_mailbox_domains = c.example
virtual_mailbox_base = {top}/mail
virtual_mailbox_maps = inline:{{carol@c.example=carol/}}
virtual_minimum_uid = 1
virtual_uid_maps = static:8
virtual_gid_maps = static:8
smtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination
alias_maps =
alias_database =
maillog_file = {top}/log
maillog_file_prefixes = /tmp
{extra}
"""


class Postfix:
    """A real Postfix with its own folders, on a loopback port; needs the superuser."""

    def __init__(self, top, extra=''):
        need('postfix')
        self.port = free_port()
        self.top = pathlib.Path(top)
        for name in ('etc', 'queue', 'data', 'mail'):
            (self.top / name).mkdir(parents=True)
        shutil.chown(self.top / 'data', 'postfix')
        shutil.chown(self.top / 'mail', 8, 8)
        (self.top / 'etc/main.cf').write_text(POSTFIX_MAIN.format(top=top, extra=extra))
        rows = []
        for row in pathlib.Path('/usr/share/postfix/master.cf.dist').read_text().splitlines():
            fields = row.split()
            if row[:1].isalnum() and len(fields) >= 8:
                fields[4] = 'n'  # no chroot
                if fields[0] == 'smtp' and fields[1] == 'inet':
                    fields[0] = f'127.0.0.1:{self.port}'
                row = ' '.join(fields)
            rows.append(row)
        (self.top / 'etc/master.cf').write_text('\n'.join(rows) + '\n')
        self.process = subprocess.Popen(['postfix', '-c', str(self.top / 'etc'), 'start-fg'],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for_port(self.port)

    def stop(self):
        run('postfix', '-c', self.top / 'etc', 'stop', check=False)
        self.process.wait(timeout=30)


class TapResult(unittest.TestResult):
    """Results as TAP, with the traceback as a comment."""

    number = 0

    def line(self, good, test, error=None):
        self.number += 1
        print(f'{"ok" if good else "not ok"} {self.number} {test.id()}', flush=True)
        if error:
            text = ''.join(traceback.format_exception(*error))
            print('\n'.join('# ' + line for line in text.splitlines()), flush=True)

    def addSuccess(self, test):
        self.line(True, test)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.line(False, test, err)

    def addError(self, test, err):
        super().addError(test, err)
        self.line(False, test, err)


def main():
    """Run the calling module's tests."""
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules['__main__'])
    print(f'1..{suite.countTestCases()}', flush=True)
    result = TapResult()
    suite.run(result)
    sys.exit(0 if result.wasSuccessful() and result.testsRun else 1)
