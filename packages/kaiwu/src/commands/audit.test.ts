import { createHash } from 'node:crypto'
import { copyFile, readFile, rm } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, it } from 'vitest'
import { leaveDesk, leaveFolder } from '../test-leave.ts'
import type { Ran } from '../test-run-kaiwu.ts'

const desk = await leaveDesk()
await desk.json('case', 'start', leaveFolder, 'leave', '--as', 'zhang', '--set', 'days=2', '--set', 'reason=家里有事要处理')
const key = String((await desk.json('audit', 'key', leaveFolder))['publicKey'])
afterAll(() => desk.close())

const audit = (action: string, ...words: readonly string[]): Promise<Ran> => desk.run(['audit', action, leaveFolder, ...words])
const stored = (name: string): string => `${desk.data.path}/leave/${name}`

/** Changes the base past Kaiwu, looks, and puts it back. */
async function tampered(sql: string, look: () => Promise<void>): Promise<void> {
  const base = new DatabaseSync(stored('kaiwu.sqlite'))
  base.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  await copyFile(stored('kaiwu.sqlite'), stored('before'))
  // Who has the file has its guards as well.
  const guards = base.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").all() as { name: string }[]
  for (const { name } of guards) base.exec(`DROP TRIGGER ${name}`)
  base.exec(sql)
  base.close()
  try {
    await look()
  } finally {
    for (const end of ['-wal', '-shm']) await rm(stored(`kaiwu.sqlite${end}`), { force: true })
    await copyFile(stored('before'), stored('kaiwu.sqlite'))
  }
}

describe('kaiwu audit', () => {
  it('says that a log is sound, up to which row it is signed, and what cannot be known', async () => {
    const ran = await audit('verify', '--public-key', key)
    expect([ran.code, ran.out]).toEqual([0, expect.stringMatching(/日志完好[^]*条之后没有检查点/)])
    expect(ran.out).not.toContain('用的是这台机器上的公钥')
    expect((await audit('verify')).out).toContain('用的是这台机器上的公钥')
  })

  it('names the first bad row of a log that was changed, what it means and what to do', async () => {
    await tampered("UPDATE log SET actorName = '李四' WHERE seq = 3", async () => {
      const ran = await audit('verify')
      expect([ran.code, ran.out]).toEqual([1, expect.stringMatching(/不完好[^]*第 3 条被改过[^]*绕过 Kaiwu[^]*先停止服务/)])
      const { sound, problems } = JSON.parse((await audit('verify', '--json')).out) as { sound: boolean; problems: object[] }
      expect([sound, problems[0]]).toMatchObject([false, { kind: 'changed', seq: 3 }])
    })
    await tampered('DELETE FROM log WHERE seq = 2', async () => {
      expect((await audit('verify', '--lang', 'en')).out).toContain('row 2 is missing')
    })
    expect((await audit('verify')).code).toBe(0)
  })

  it('finds by the checkpoints that the end was cut off, and says what it cannot know without them', async () => {
    const cut = `DELETE FROM log WHERE seq > 2;
      UPDATE logHead SET seq = 2, hash = (SELECT hash FROM log WHERE seq = 2); DELETE FROM logCheckpoints`
    await tampered(cut, async () => {
      const ran = await audit('verify', '--public-key', key)
      expect([ran.code, ran.out]).toEqual([1, expect.stringContaining('截断')])
      const without = await audit('verify', '--public-key', key, '--checkpoints', stored('before-there-was-any'))
      expect(without.out).toContain('没有检查点')
    })
    const forged = await audit('verify', '--public-key', `ed25519:${Buffer.alloc(32, 7).toString('base64')}`)
    expect([forged.code, forged.out]).toEqual([1, expect.stringContaining('检查点文件不可信')])
    expect((await audit('verify', '--public-key', 'no key')).err).toContain('LOG_KEY_UNUSABLE')
  })

  it('lists and exports rows, which is recorded, with the hash of the file', async () => {
    const file = `${desk.data.path}/log.jsonl`
    const exported = JSON.parse((await audit('export', file, '--json')).out) as { rows: number; sha256: string }
    const bytes = await readFile(file)
    expect(exported.sha256).toBe(createHash('sha256').update(bytes).digest('hex'))
    expect(await readFile(`${file}.sha256`, 'utf8')).toBe(`${exported.sha256}  log.jsonl\n`)
    expect(bytes.toString('utf8').trimEnd().split('\n')).toHaveLength(exported.rows)
    expect((await audit('list', '--action', 'log.export')).out).toMatch(/log\.export/)
    expect((await audit('export', file)).err).toContain('PATH_UNUSABLE')
    expect((await audit('list', '--from', '2031-01-01')).out).toContain('没有这样的记录')
    for (const words of [
      ['--from', 'gestern'],
      ['--limit', '0'],
      ['--result', 'maybe'],
    ])
      expect((await audit('list', ...words)).code).toBe(2)
  })

  it('is counted by the doctor', async () => {
    const { out } = await desk.run(['doctor', leaveFolder])
    expect(out).toMatch(/人员 5 名[^]*业务单 1 张，未办结 1 张[^]*检查点在/)
    const elsewhere = { KAIWU_LOG_CHECKPOINTS: `${desk.data.path}/other.jsonl` }
    expect((await desk.run(['doctor', leaveFolder], elsewhere)).out).toMatch(/! 日志 \d+ 条，没有检查点/)
  })
})
