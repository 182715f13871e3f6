# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Mailflow authors
"""A real Dovecot with its own folders, on loopback ports; needs the superuser,
because its processes change their user ids."""

import pathlib
import re
import shutil
import subprocess

import peer

CONFIG = """\
dovecot_config_version = {version}
dovecot_storage_version = {version}
base_dir = {top}/run
state_dir = {top}/state
log_path = {top}/log
listen = 127.0.0.1
protocols = imap pop3
ssl = no
auth_allow_cleartext = yes
auth_mechanisms = plain login
auth_failure_delay = 0
mail_driver = maildir
mail_home = {top}/mail/%{{user}}
mail_path = ~/Maildir
mail_uid = mail
mail_gid = mail
first_valid_uid = 1
first_valid_gid = 1
mail_max_userip_connections = 100
mailbox_list_utf8 = no
pop3_uidl_format = %{{uid | hex(8)}}%{{uidvalidity | hex(8)}}
default_process_limit = 200
default_client_limit = 2000
passdb passwd-file {{
  passwd_file_path = {top}/users
}}
userdb passwd-file {{
  passwd_file_path = {top}/users
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service pop3-login {{
  inet_listener pop3 {{
    port = {pop3}
  }}
  inet_listener pop3s {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
{extra}
"""


class Dovecot:
    """Running when the constructor returns; `port` has imap and pop3."""

    def __init__(self, top, users=('bob:s3cret',), extra=''):
        program = peer.need('dovecot')
        version = re.match(r'[\d.]+', peer.run(program, '--version').stdout.decode())[0]
        self.top = pathlib.Path(top)
        for name in ('run', 'state', 'mail'):
            (self.top / name).mkdir(parents=True, exist_ok=True)
        for folder in (self.top, *self.top.parents[:1]):
            folder.chmod(0o755)
        shutil.chown(self.top / 'mail', 'mail', 'mail')
        rows = [name + ':{PLAIN}' + password + '::::::'
                for name, _, password in (user.partition(':') for user in users)]
        (self.top / 'users').write_text('\n'.join(rows) + '\n')
        self.port = {'imap': peer.free_port(), 'pop3': peer.free_port()}
        config = self.top / 'dovecot.conf'
        config.write_text(CONFIG.format(top=self.top, version=version, extra=extra, **self.port))
        self.process = subprocess.Popen([program, '-F', '-c', str(config)],
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        try:
            for port in self.port.values():
                peer.wait_for_port(port)
        except AssertionError as error:
            self.process.terminate()
            raise RuntimeError(self.process.stdout.read().decode() + self.log()) from error

    def log(self):
        path = self.top / 'log'
        return path.read_text(errors='replace') if path.exists() else ''

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(timeout=30)
        self.process.stdout.close()
