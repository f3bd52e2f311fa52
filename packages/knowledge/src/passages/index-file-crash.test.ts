import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openIndexFile } from './open-index-file.ts'

const child = fileURLToPath(new URL('test-index-file-child.ts', import.meta.url))
const wanted = { kind: 'test', form: 1 }

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kaiwu-index-crash-'))
  path = join(folder, 'vectors.idx')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** The command of a process that writes generation `generation`. */
const program = (generation: number, bytes = 100_000): string[] => [
  '--conditions=kaiwu-src',
  child,
  path,
  `${generation}`,
  `${bytes}`,
]

function write(generation: number, failpoint = ''): Readonly<{ said: string; killed: boolean }> {
  const env = { ...process.env, KAIWU_FAILPOINT: failpoint }
  const { stdout, signal } = spawnSync(process.execPath, program(generation), { env, encoding: 'utf8' })
  return { said: stdout, killed: signal === 'SIGKILL' }
}

describe('a process killed while it writes an index file', () => {
  it.each([
    ['index-after-temp', 1],
    ['index-after-fsync', 1],
    ['index-after-rename', 2],
  ])('at %s leaves generation %i whole, and nothing else once it is opened', async (failpoint, generation) => {
    expect(write(1)).toEqual({ said: 'ACK', killed: false })
    expect(write(2, `${failpoint}:1`)).toEqual({ said: '', killed: true })
    const { file } = await openIndexFile(path, wanted)
    expect(file!.head.meta).toEqual({ generation })
    expect(new Set(file!.parts[0])).toEqual(new Set([generation]))
    expect(readdirSync(folder)).toEqual(['vectors.idx'])
  })

  it('leaves nothing that counts where there was no file before', async () => {
    expect(write(1, 'index-after-fsync:1').killed).toBe(true)
    expect(readdirSync(folder)).toHaveLength(1)
    expect((await openIndexFile(path, wanted)).problem!.why).toBe('missing')
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('on the disk', () => {
  const traced = spawnSync('strace', ['-f', '-e', 'trace=none', 'true'], { encoding: 'utf8' })
  if (traced.status !== 0) console.warn('strace does not run here: the order of fsync and rename is not tested')
  it.skipIf(traced.status !== 0)('the file is fsynced before its rename, and the folder after it', () => {
    const trace = join(folder, 'trace')
    const calls = 'trace=fsync,fdatasync,rename,renameat,renameat2'
    const { stdout } = spawnSync('strace', ['-f', '-y', '-e', calls, '-o', trace, process.execPath, ...program(1)], {
      encoding: 'utf8',
    })
    expect(stdout).toBe('ACK')
    const lines = readFileSync(trace, 'utf8').split('\n')
    const order = lines.flatMap((line) => {
      const call = /(fsync|rename\w*)\(/.exec(line)?.[1]
      if (!call || !line.includes(folder)) return []
      return [call.startsWith('rename') ? 'rename' : `fsync ${line.includes('.tmp-') ? 'file' : 'folder'}`]
    })
    expect(order).toEqual(['fsync file', 'rename', 'fsync folder'])
  })

  // A folder of its own: what is mounted hides what lay below, which may be this repository.
  const place = mkdtempSync(join(tmpdir(), 'kaiwu-full-'))
  afterAll(() => rmSync(place, { recursive: true, force: true }))
  const small = (command: string): ReturnType<typeof spawnSync> =>
    spawnSync('unshare', ['-m', 'sh', '-c', `mount -t tmpfs -o size=2m none "${place}" && ${command}`], { encoding: 'utf8' })
  const mountable = small('true').status === 0
  if (!mountable) console.warn('no small file system can be mounted here: a full disk is not tested')
  it.skipIf(!mountable)('that is full, the file before it stays, nothing half is left, and the error says so', () => {
    const [, ...rest] = program(0)
    const run = (generation: number, bytes: number): string =>
      `"${process.execPath}" --conditions=kaiwu-src "${rest[0]}" "${place}/vectors.idx" ${generation} ${bytes}; echo; `
    const { stdout } = small(`${run(1, 500_000)} ${run(2, 5_000_000)} ls -s "${place}"; ${run(3, 600_000)} ls "${place}"`)
    const lines = String(stdout).trim().split('\n')
    expect(lines).toEqual([
      'ACK',
      expect.stringMatching(/^INDEX_FILE_NO_SPACE .*vectors\.idx \(about 6 MB\).*unchanged/),
      'total 492',
      '492 vectors.idx',
      'ACK',
      'vectors.idx',
    ])
  })
})
