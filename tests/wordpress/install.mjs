// A WordPress of Debian's packages in a folder of its own, with its database, on loopback. Nothing of it stays.
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const HERE = import.meta.dirname;
/** What is installed: the database, PHP, and what Debian's WordPress takes from other packages. */
const PACKAGES = [
  'libjs-cropper',
  'libjs-underscore',
  'mariadb-server',
  'php-cli',
  'php-curl',
  'php-gd',
  'php-getid3',
  'php-mbstring',
  'php-mysql',
  'php-xml',
];
/** What is only unpacked: to install it would bring a web server and start it. */
const UNPACKED = ['wordpress', 'wordpress-theme-twentytwentythree'];
const SHARED = '/usr/share/';

const run = (command, args, options = {}) =>
  execFileSync(command, args, { encoding: 'utf8', stdio: ['pipe', 'pipe', 'inherit'], ...options });

/** What is missing for it, in a sentence; undefined where all is there. */
export function missing() {
  const found = (command) => {
    try {
      return run('sh', ['-c', `command -v ${command}`]) !== '';
    } catch {
      return false;
    }
  };
  return process.getuid?.() === 0 && found('apt-get') && found('dpkg')
    ? undefined
    : 'npm run test:wordpress needs root and apt-get, on Debian or what comes from it: it installs PHP and MariaDB and unpacks WordPress.';
}

export function installPackages() {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the placeholders are dpkg-query's
  const installed = run('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\\n']).split('\n');
  const wanted = PACKAGES.filter((name) => !installed.includes(`${name} installed`));
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-qq'], { env });
  if (wanted.length > 0)
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...wanted], { env });
}

/** Unpacks WordPress into `folder` and gives the path of it. */
export function unpack(folder) {
  run('apt-get', ['download', '-qq', '-o', 'APT::Sandbox::User=root', ...UNPACKED], { cwd: folder });
  for (const file of fs.readdirSync(folder).filter((name) => name.endsWith('.deb')))
    run('dpkg', ['-x', file, 'unpacked'], { cwd: folder });
  const site = path.join(folder, 'wordpress');
  fs.renameSync(path.join(folder, 'unpacked/usr/share/wordpress'), site);
  mendLinks(site);
  fs.copyFileSync(path.join(HERE, 'wp-config.php'), path.join(site, 'wp-config.php'));
  const plugins = path.join(site, 'wp-content/mu-plugins');
  fs.mkdirSync(plugins, { recursive: true });
  fs.copyFileSync(path.join(HERE, 'loopback.php'), path.join(plugins, 'loopback.php'));
  return site;
}

/** Its links to other packages are relative to where it would be installed. */
function mendLinks(site) {
  for (const entry of fs.readdirSync(site, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) continue;
    const link = path.join(entry.parentPath, entry.name);
    const target =
      SHARED +
      fs
        .readlinkSync(link)
        .replace(/^(\.\.\/)+/, '')
        .replace(/^\/usr\/share\//, '');
    fs.rmSync(link);
    if (fs.existsSync(target)) fs.symlinkSync(target, link);
  }
}

/** Starts a database in `folder` for one WordPress; gives how to stop it. */
export async function startDatabase(folder, port) {
  const [data, socket] = ['data', 'socket'].map((name) => path.join(folder, name));
  run('mariadb-install-db', [
    '--no-defaults',
    '--user=root',
    `--datadir=${data}`,
    '--auth-root-authentication-method=normal',
  ]);
  const stop = start('mariadbd', [
    '--no-defaults',
    '--user=root',
    `--datadir=${data}`,
    `--socket=${socket}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    '--skip-log-bin',
    '--innodb-flush-log-at-trx-commit=0',
  ]);
  const sql =
    "create database wordpress character set utf8mb4; create user 'wordpress'@'127.0.0.1' identified by 'wordpress'; grant all on wordpress.* to 'wordpress'@'127.0.0.1'";
  await until('The database', () =>
    run('mariadb', ['--no-defaults', '-S', socket, '-uroot', '-e', sql], {
      stdio: ['pipe', 'pipe', 'ignore'],
    }),
  );
  return stop;
}

/** Serves the WordPress at `site`, installs it and makes the author; gives how to stop it. */
export async function startWordpress(site, env) {
  const port = env.RINGSIDE_WORDPRESS_PORT;
  const address = `http://127.0.0.1:${port}`;
  const child = { ...process.env, ...env, PHP_CLI_SERVER_WORKERS: '4' };
  const stop = start('php', ['-S', `127.0.0.1:${port}`, '-t', site], { cwd: site, env: child });
  const form = new URLSearchParams({
    weblog_title: 'A course',
    user_name: 'admin',
    admin_password: 'admin-of-one-test',
    admin_password2: 'admin-of-one-test',
    pw_weak: '1',
    admin_email: 'admin@example.org',
    blog_public: '0',
  });
  await until('WordPress', () => fetch(`${address}/wp-includes/images/blank.gif`));
  const answer = await fetch(`${address}/wp-admin/install.php?step=2`, { method: 'POST', body: form });
  const page = await answer.text();
  if (!page.includes('<h1>Success!')) throw new Error(`WordPress was not installed:\n${page.slice(0, 2000)}`);
  const made = run('php', [path.join(HERE, 'author.php')], { env: { ...child, RINGSIDE_WORDPRESS: site } });
  if (made.trim() !== 'made') throw new Error(made);
  return { address, stop };
}

/** A group of its own: PHP's workers outlive their master. */
function start(command, args, options = {}) {
  const child = spawn(command, args, { detached: true, stdio: 'ignore', ...options });
  return () =>
    new Promise((resolve) => {
      if (child.exitCode !== null) return resolve();
      child.once('exit', resolve);
      process.kill(-child.pid, 'SIGTERM');
    });
}

async function until(what, action) {
  for (let tries = 0; tries < 120; tries++) {
    try {
      return await action();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
  throw new Error(`${what} does not answer.`);
}
