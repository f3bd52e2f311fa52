import { expect } from 'vitest'
import type { DatabaseCases } from './test-describe-database.ts'

const hostile = [
  "'; DROP TABLE notes; --",
  "\\'; DROP TABLE notes; --",
  '$1); DELETE FROM notes; --',
  '?1 OR 1=1',
  "E'\\x27' || $$x$$ /* ",
  '%_"`[]{}',
  '\u2019\u02bc\uff07; DROP TABLE notes',
]

/** Statements and the values in them. */
export const statementCases: DatabaseCases = {
  'runs statements, and says how many rows they changed': async (base) => {
    const database = await base.open()
    expect(await database.run('INSERT INTO notes (id, text) VALUES (?, ?), (?, ?)', 1, '漏油', 2, '异响')).toBe(2)
    expect(await database.run('UPDATE notes SET text = ? WHERE id > ?', '停机', 0)).toBe(2)
    expect(await database.run('UPDATE notes SET text = ? WHERE id > ?', '停机', 5)).toBe(0)
    expect(await database.run('CREATE TABLE more (a INTEGER)')).toBe(0)
    expect(await database.get('SELECT id FROM notes WHERE text = ? ORDER BY id DESC', '停机')).toEqual({ id: 2 })
    expect(await database.get('SELECT id FROM notes WHERE id = ?', 9)).toBeUndefined()
    expect(await database.all('SELECT id, text FROM notes ORDER BY id')).toEqual([
      { id: 1, text: '停机' },
      { id: 2, text: '停机' },
    ])
    expect(await database.all('SELECT id FROM notes WHERE id = ?', 9)).toEqual([])
  },

  'returns what it wrote, within a transaction alone': async (base) => {
    const database = await base.open()
    const statement =
      'INSERT INTO notes (id, text) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET text = excluded.text RETURNING id, text'
    expect(await database.transaction((inside) => inside.get(statement, 1, '甲'))).toEqual({ id: 1, text: '甲' })
    expect(await database.transaction((inside) => inside.all(statement, 1, '乙'))).toEqual([{ id: 1, text: '乙' }])
    await expect(database.all(statement, 1, '丙')).rejects.toThrow(/read-?only/i)
    expect(await database.all('SELECT text FROM notes')).toEqual([{ text: '乙' }])
  },

  'keeps texts as they are': async (base) => {
    const database = await base.open()
    const texts = [
      '',
      ' ',
      '轴承 6205-2RS',
      '👩🏽‍🔧𠮷龘',
      `it's "quoted" \`so\``,
      'a\r\nb\tc',
      '\\x41 \\n',
      'null',
      '\u{10ffff}',
      'é\u0301',
      '字'.repeat(100_000),
    ]
    await database.transaction(async (inside) => {
      for (const [id, text] of texts.entries()) await inside.run('INSERT INTO notes (id, text) VALUES (?, ?)', id, text)
    })
    const rows = await database.all<{ text: string }>('SELECT text FROM notes ORDER BY id')
    expect(rows.map(({ text }) => text)).toEqual(texts)
    for (const [id, text] of texts.entries())
      expect(await database.get('SELECT id FROM notes WHERE text = ?', text)).toEqual({ id })
  },

  'takes a text with U+0000 in it, of which nothing else is lost': async (base) => {
    const database = await base.open()
    await database.run('INSERT INTO notes (id, text) VALUES (1, ?)', '前\0后')
    const { text } = (await database.get<{ text: string }>('SELECT text FROM notes'))!
    expect([text.length, text[0], text[2]]).toEqual([3, '前', '后'])
    expect(['\0', '\uFFFD']).toContain(text[1])
    expect(await database.all('SELECT id FROM notes WHERE text = ?', '前\0后')).toEqual([{ id: 1 }])
  },

  'keeps bytes as they are': async (base) => {
    const database = await base.open()
    const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => index % 251)
    const within = new Uint8Array(bytes.buffer, 3, 300)
    for (const [id, some] of [bytes, within, new Uint8Array()].entries())
      await database.run('INSERT INTO notes (id, bytes) VALUES (?, ?)', id, some)
    const rows = await database.all<{ bytes: Uint8Array }>('SELECT bytes FROM notes ORDER BY id')
    expect(rows.map((row) => row.bytes)).toEqual([bytes, within.slice(), new Uint8Array()])
    // What reads floats out of them needs their beginning to be the buffer's.
    for (const row of rows) expect([row.bytes.constructor, row.bytes.byteOffset]).toEqual([Uint8Array, 0])
  },

  'gives numbers as numbers, and none that has lost digits': async (base) => {
    const database = await base.open()
    const row = { id: 1, many: Number.MAX_SAFE_INTEGER, part: 0.1 }
    await database.run('INSERT INTO notes (id, many, part) VALUES (?, ?, ?)', row.id, row.many, row.part)
    await database.run('INSERT INTO notes (id, many, part) VALUES (?, ?, ?)', 2, -row.many, -1e300)
    expect(await database.all('SELECT id, many, part FROM notes ORDER BY id')).toEqual([
      row,
      { id: 2, many: -row.many, part: -1e300 },
    ])
    expect(
      await database.get('SELECT COUNT(*) AS count, SUM(many) AS sum, SUM(id) AS ids, MAX(many) AS most FROM notes'),
    ).toEqual({
      count: 2,
      sum: 0,
      ids: 3,
      most: row.many,
    })
    await database.run('INSERT INTO notes (id, many) VALUES (?, ?)', 3, 2n ** 53n + 1n)
    await expect(database.get('SELECT many FROM notes WHERE id = 3')).rejects.toThrow(/too large/)
    expect(await database.get('SELECT CAST(many AS TEXT) AS many FROM notes WHERE id = 3')).toEqual({ many: '9007199254740993' })
  },

  'keeps nothing as nothing': async (base) => {
    const database = await base.open()
    await database.run('INSERT INTO notes (id, text, bytes, many, part) VALUES (?, ?, ?, ?, ?)', 1, null, null, null, null)
    expect(await database.get('SELECT text, bytes, many, part FROM notes')).toEqual({
      text: null,
      bytes: null,
      many: null,
      part: null,
    })
    const either = 'SELECT id FROM notes WHERE CAST(?1 AS TEXT) IS NULL OR text = ?1'
    expect([await database.all(either, null), await database.all(either, 'x')]).toEqual([[{ id: 1 }], []])
  },

  'numbers its values, and takes question marks in quotes and comments for what they are': async (base) => {
    const database = await base.open()
    await database.run('INSERT INTO notes (id, text) VALUES (?2, ?1)', '哪里？', 7)
    const sql = `SELECT id, '?' AS mark, 'it''s ?' AS "what?", text AS noteText -- really?
      FROM notes /* ? */ WHERE id = ?1 AND text <> '?1' AND (id = ?1 OR id = ?) ORDER BY noteText`
    expect(await database.all(sql, 7, 8)).toEqual([{ id: 7, mark: '?', 'what?': "it's ?", noteText: '哪里？' }])
  },

  'orders and compares texts by their characters, where the schema says so': async (base) => {
    const database = await base.open()
    const texts = ['B-1', 'a', 'A', 'b 2', '_', '-', 'é', '轴', '承', 'Ａ', 'z']
    for (const [id, text] of texts.entries()) await database.run('INSERT INTO notes (id, text) VALUES (?, ?)', id, text)
    const rows = await database.all<{ text: string }>('SELECT text FROM notes ORDER BY text')
    expect(rows.map(({ text }) => text)).toEqual(texts.toSorted())
    expect(await database.get('SELECT COUNT(*) AS count FROM notes WHERE text < ?', 'a')).toEqual({ count: 4 })
  },

  'takes no value for a part of a statement': async (base) => {
    const database = await base.open()
    for (const [id, text] of hostile.entries()) {
      await database.run('INSERT INTO notes (id, text) VALUES (?, ?)', id, text)
      expect(await database.get('SELECT id, text FROM notes WHERE text = ?', text)).toEqual({ id, text })
      expect(await database.all('SELECT id FROM notes WHERE text = ? AND id = ?', text, -1)).toEqual([])
    }
    expect(await database.get('SELECT COUNT(*) AS count FROM notes')).toEqual({ count: hostile.length })
  },

  'says what is wrong with a statement, and goes on': async (base) => {
    const database = await base.open()
    await database.run("INSERT INTO notes (id, text) VALUES (1, '甲')")
    const unusable = expect.objectContaining({ code: expect.stringMatching(/_UNUSABLE$/) })
    await expect(database.all('SELEKT 1')).rejects.toThrow(unusable)
    await expect(database.all('SELECT * FROM no_such_table')).rejects.toThrow(unusable)
    await expect(database.run("INSERT INTO notes (id, text) VALUES (1, '乙')")).rejects.toThrow(unusable)
    expect(await database.all('SELECT text FROM notes')).toEqual([{ text: '甲' }])
  },
}
