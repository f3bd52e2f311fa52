import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabaseFile } from './database-file.ts'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kaiwu-file-'))
  path = join(folder, 'one.db')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('openDatabaseFile', () => {
  it('writes one file, and reads it without being able to change it', () => {
    const written = openDatabaseFile(path, 'write')
    written.run('CREATE TABLE x (y)')
    written.run('INSERT INTO x VALUES (1)')
    expect(readdirSync(folder)).toEqual(['one.db'])
    written.close()
    const read = openDatabaseFile(path)
    expect(read.all('SELECT y FROM x')).toEqual([{ y: 1 }])
    expect(() => read.run('INSERT INTO x VALUES (2)')).toThrow(expect.objectContaining({ code: 'STORE_UNUSABLE' }))
    read.close()
    expect(readdirSync(folder)).toEqual(['one.db'])
  })

  it('makes no file to read, and takes none that is no database', () => {
    expect(() => openDatabaseFile(path)).toThrow(expect.objectContaining({ code: 'STORE_UNUSABLE' }))
    expect(readdirSync(folder)).toEqual([])
    writeFileSync(path, 'no database at all'.repeat(100))
    expect(() => {
      const file = openDatabaseFile(path)
      try {
        file.all('SELECT * FROM sqlite_schema')
      } finally {
        file.close()
      }
    }).toThrow(expect.objectContaining({ code: 'STORE_CORRUPT' }))
  })
})
