import { truncateSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkpointKey } from './checkpoint-key.ts'
import { logSigner } from './log-signer.ts'
import { checkpointsOf, found, linesOf, place, signedLog } from './test-checkpoints.ts'
import { fill, logBases, startMs } from './test-log-base.ts'
import { verifyLog } from './verify-log.ts'

const bases = logBases()

describe.each(bases.kinds)('a file of checkpoints, of a log on %s', (kind) => {
  it('may end in half a line, as a crash leaves it, but not have changed ones', async () => {
    const { database, at, checkpoints } = await signedLog(bases, kind)
    const whole = readFileSync(at.file)
    const lines = linesOf(at.file)
    const withFile = async (content: string | Uint8Array) => {
      writeFileSync(at.file, content)
      return found(database, at)
    }
    // The base remembers a checkpoint once the file has it: half of a later one is no loss, half of that one is.
    for (const cutAt of [1, 3, 8, 200, lines[0]!.length - 1]) {
      const half = await withFile(`${whole.toString()}${lines[0]!.slice(0, cutAt)}`)
      expect(half).toMatchObject({
        said: [],
        anchoredTo: 30,
        notes: [expect.stringMatching(/^line 4 .* half/), expect.anything()],
      })
    }
    truncateSync(at.file, whole.length - 30)
    expect(await found(database, at)).toMatchObject({ said: ['checkpoints-missing 21 -30'], anchoredTo: 20 })
    await fill(database, 1)
    await checkpoints.checkpoint()
    expect(linesOf(at.file)).toHaveLength(4)
    expect(await found(database, at)).toMatchObject({ said: [], anchoredTo: 31 })
    // A line that was whole is missed by the one after it.
    const [one, two, three] = lines as [string, string, string]
    const text = (...some: string[]) => `${some.join('\n')}\n`
    expect((await withFile(text(one, two.slice(0, 50), three))).said).toContain('checkpoint-order 30 line 3')
    expect((await withFile(text(one, three))).said).toContain('checkpoint-order 30 line 2')
    expect((await withFile(text(one, three, two))).said).toContain('checkpoint-order 30 line 2')
    expect((await withFile(text(two, one, three))).said).toContain('checkpoint-order 10 line 2')
    expect((await withFile(text(one, two, two, three))).said).toContain('checkpoint-order 20 line 3')
    expect((await withFile(text(one, 'nonsense', two, three))).said).toContain('checkpoint-forged 0 line 2')
    expect((await withFile(text(one, ` ${two}`, three))).said).toContain('checkpoint-forged 0 line 2')
    expect((await withFile('')).said).toEqual(['checkpoints-missing 1 -31'])
    expect((await withFile(Buffer.alloc(200_000, 'x'))).said).toContain('checkpoint-forged 0 line 1')
    const begun = await withFile(text(two, three))
    expect(begun).toMatchObject({
      said: ['checkpoints-missing 31'],
      notes: [expect.stringMatching(/begins with a line/), expect.anything()],
    })
  })

  it('is not believed when forged', async () => {
    const { database, at } = await signedLog(bases, kind)
    const lines = linesOf(at.file)
    const { keyFile } = place(bases)
    const other = checkpointKey(keyFile)
    const forger = logSigner({ keyFile, file: at.file })
    const { baseId, hash } = (await database.get<{ baseId: string; hash: string }>('SELECT baseId, hash FROM logHead'))!
    forger.append({ kind: 'checkpoint', baseId, seq: 30, hash, at: startMs })
    expect((await found(database, at)).said).toEqual(['checkpoint-forged 30 line 4'])
    // Whoever names his own key in a line of his own hands nothing over.
    writeFileSync(at.file, `${lines.join('\n')}\n`)
    forger.append({ kind: 'key', baseId, seq: 30, hash, at: startMs, newKey: other.publicKey })
    forger.append({ kind: 'checkpoint', baseId, seq: 30, hash, at: startMs })
    expect((await found(database, at)).said).toEqual(['checkpoint-forged 30 line 4', 'checkpoint-forged 30 line 5'])
    const changed = [
      ['"seq":20', '"seq":21'],
      ['"at":', '"at":1'],
      [/"hash":"./, '"hash":"g'],
      [/"signature":"./, lines[1]!.includes('"signature":"+') ? '"signature":"A' : '"signature":"+'],
    ] as const
    for (const [was, is] of changed) {
      writeFileSync(at.file, `${[lines[0], lines[1]!.replace(was, is), lines[2]].join('\n')}\n`)
      expect((await found(database, at)).said, is).toEqual([expect.stringMatching(/^checkpoint-forged 2[01] line 2$/)])
    }
  })

  it('is not believed for another base', async () => {
    const { database, at } = await signedLog(bases, kind)
    const another = await bases.open(kind)
    await fill(another, 40)
    const { said } = await found(another, at)
    expect(said).toEqual([10, 20, 30].map((seq, index) => `checkpoint-of-another-base ${seq} line ${index + 1}`))
    await expect(checkpointsOf(another, at).checkpoints.checkpoint()).rejects.toMatchObject({
      code: 'LOG_CHECKPOINTS_UNWRITABLE',
    })
    expect((await found(database, at)).sound).toBe(true)
  })

  it('is told of when it cannot be read', async () => {
    const { database, at } = await signedLog(bases, kind)
    const publicKeys = [at.signer.key().publicKey]
    await expect(verifyLog(database, { publicKeys, checkpointFile: bases.folder })).rejects.toMatchObject({
      code: 'PATH_UNUSABLE',
    })
  })
})
