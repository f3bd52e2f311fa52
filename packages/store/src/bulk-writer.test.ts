import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openDatabase } from './open-database.ts'
import { caseMigrations } from './test-describe-database.ts'

const opened = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kaiwu-bulk-'))
  const database = await openDatabase({ folder, migrations: caseMigrations })
  onTestFinished(async () => {
    await database.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return { database, folder }
}

describe('transactions in bulk', () => {
  it('write what a view shows, and leave the memory it looks at as it is', async () => {
    const { database } = await opened()
    const memory = Uint8Array.from({ length: 64 }, (_, at) => at)
    await database.transaction((inside) => inside.run('INSERT INTO notes (id, bytes) VALUES (1, ?)', memory.subarray(8, 12)), {
      bulk: true,
    })
    expect(await database.get('SELECT bytes FROM notes')).toEqual({ bytes: Uint8Array.of(8, 9, 10, 11) })
    expect(memory.byteLength).toBe(64)
  })

  it('take turns with the others, in the order they were asked for', async () => {
    const { database } = await opened()
    await database.run("INSERT INTO counters (name, value) VALUES ('calls', 0)")
    const order: number[] = []
    const raise = (at: number) =>
      database.transaction(
        async (inside) => {
          const { value } = (await inside.get<{ value: number }>('SELECT value FROM counters'))!
          await inside.run('UPDATE counters SET value = ?', value + 1)
          order.push(at)
        },
        { bulk: at % 2 === 0 },
      )
    await Promise.all(Array.from({ length: 40 }, (_, at) => raise(at)))
    expect(await database.get('SELECT value FROM counters')).toEqual({ value: 40 })
    expect(order).toEqual(Array.from({ length: 40 }, (_, at) => at))
  })

  it('say what SQLite says, in the terms of the store', async () => {
    const { database, folder } = await opened()
    const wrong = database.transaction((inside) => inside.run('INSERT INTO nowhere VALUES (1)'), { bulk: true })
    await expect(wrong).rejects.toThrow(
      expect.objectContaining({ code: 'STORE_UNUSABLE', details: expect.objectContaining({ path: folder }) }),
    )
    await expect(wrong).rejects.toThrow('no such table: nowhere')
  })

  it('let a process end where it wants to, and lose nothing that was acknowledged', { timeout: 60_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kaiwu-bulk-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const child = fileURLToPath(new URL('./test-bulk-child.ts', import.meta.url))
    let acknowledged = 0
    for (const afterMs of [0, 3, 7, 12, 20, 40]) {
      const process_ = spawn(process.execPath, ['--conditions=kaiwu-src', child, folder, String(afterMs)])
      let said = ''
      process_.stdout.on('data', (piece: Buffer) => (said += piece.toString()))
      const [code] = (await once(process_, 'close')) as [number]
      expect(code).toBe(7)
      acknowledged += said.length
    }
    const database = await openDatabase({ folder, migrations: caseMigrations })
    onTestFinished(() => database.close())
    await database.verify()
    const { rows } = (await database.get<{ rows: number }>('SELECT COUNT(*) AS rows FROM notes'))!
    expect(acknowledged).toBeGreaterThan(0)
    expect(rows % 20).toBe(0)
    expect(rows / 20).toBeGreaterThanOrEqual(acknowledged)
  })
})
