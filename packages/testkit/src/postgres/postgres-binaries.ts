import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The folder with `initdb` and `postgres`: on the PATH, or the newest that a Linux distribution has put aside; nothing where there is none. */
export function postgresBinaries(): string | undefined {
  const aside = '/usr/lib/postgresql'
  const versions = existsSync(aside) ? readdirSync(aside).sort((a, b) => Number(b) - Number(a)) : []
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...versions.map((version) => join(aside, version, 'bin'))]
  return folders.find((folder) => folder && existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')))
}

/** True where this PostgreSQL comes with pgvector. */
export function comesWithVector(binaries: string): boolean {
  const { stdout } = spawnSync(join(binaries, 'pg_config'), ['--sharedir'], { encoding: 'utf8' })
  const { stdout: version } = spawnSync(join(binaries, 'postgres'), ['--version'], { encoding: 'utf8' })
  const major = /(\d+)/.exec(version ?? '')?.[1] ?? ''
  const folders = [
    (stdout ?? '').trim(),
    join(binaries, '../share'),
    join(binaries, '../share/postgresql'),
    `/usr/share/postgresql/${major}`,
  ]
  return folders.some((folder) => folder && existsSync(join(folder, 'extension/vector.control')))
}

/** How to run a program as somebody whom PostgreSQL accepts: it refuses to run as root. Nothing where there is no way. */
export function unprivileged(): { command: readonly string[]; uid?: number; gid?: number } | undefined {
  if (process.getuid?.() !== 0) return { command: [] }
  const number = (flag: string): number =>
    Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout?.trim() || Number.NaN)
  const [uid, gid] = [number('-u'), number('-g')]
  if (!(uid > 0)) return undefined
  const ways = [
    ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--'],
    ['runuser', '-u', 'postgres', '--'],
  ]
  const command = ways.find(([program, ...rest]) => spawnSync(program!, [...rest, 'true']).status === 0)
  return command && { command, uid, gid }
}
