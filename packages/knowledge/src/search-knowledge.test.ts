import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Knowledge } from './open-knowledge.ts'
import { testKnowledge, textFiles, type TestKnowledge } from './test-knowledge.ts'

const rules = (title: string, number: string, text: string, tail: string): string =>
  `# ${title}\n\n${number}\n\n第一条　${text}\n\n第二条　${tail}\n`

let base: TestKnowledge
let knowledge: Knowledge

beforeAll(async () => {
  base = await testKnowledge()
  knowledge = base.knowledge()
  await knowledge.sync(
    'policies',
    textFiles({
      'rent-2020.md': rules(
        '租房补贴暂行办法',
        '云政规〔2020〕11号',
        '租房补贴标准为每人每月800元。',
        '本办法自2020年7月1日起施行，有效期至2025年6月30日。',
      ),
      'rent-2024.md': rules(
        '租房补贴办法',
        '云政规〔2024〕6号',
        '租房补贴标准为每人每月1500元。',
        '本办法自2024年5月1日起施行，有效期5年。《租房补贴暂行办法》（云政规〔2020〕11号）同时废止。',
      ),
      'ebike-2027.md': rules(
        '电动自行车停放办法',
        '云政规〔2026〕12号',
        '电动自行车不得进楼停放。',
        '本办法自2027年1月1日起施行。',
      ),
      'withdrawn.md': '# 旧点检规程\n\n状态：已作废\n\n点检项目为油位和油温。\n',
    }),
  )
  await knowledge.sync(
    'manuals',
    textFiles({
      'hx630.md':
        '# HX-630 手册\n\n## 1 主轴\n\n主轴润滑油每2000 h更换一次。\n\n## 2 报警\n\n| 代码 | 处理 |\n|---|---|\n| E-203 | 液压压力低，检查油位 |\n',
      'hx500.md': '# HX-500 手册\n\n## 1 主轴\n\n主轴润滑脂每年更换一次。\n',
    }),
  )
})
afterAll(() => base.remove())

const found = async (query: string, more: object = {}): Promise<string[]> =>
  (await knowledge.search({ query, ...more })).hits.map(({ document }) => document.path)

describe('search: the asked day', () => {
  it.each([
    ['2020-06-30', []],
    ['2020-07-01', ['rent-2020.md']],
    ['2024-04-30', ['rent-2020.md']],
    ['2024-05-01', ['rent-2024.md']],
    ['2026-11-22', ['rent-2024.md']],
    ['2029-04-30', ['rent-2024.md']],
    ['2029-05-01', []],
  ])('on %s finds %j', async (asOf, paths) => {
    expect(
      (await found('租房补贴标准', { asOf, top: 1, knowledge: ['policies'] })).filter((path) => path.startsWith('rent')),
    ).toEqual(paths)
  })

  it('finds today what is in force today', async () => {
    expect((await found('租房补贴标准每人每月'))[0]).toBe('rent-2024.md')
    expect(await found('租房补贴标准每人每月')).not.toContain('rent-2020.md')
    expect(await found('电动自行车停放')).not.toContain('ebike-2027.md')
    expect(await found('电动自行车停放', { asOf: '2027-01-01' })).toContain('ebike-2027.md')
    expect(await found('点检项目油位')).not.toContain('withdrawn.md')
  })

  it('finds everything on any day, and says what is no longer in force', async () => {
    const hits = (await knowledge.search({ query: '租房补贴标准', asOf: 'any' })).hits
    const old = hits.find(({ document }) => document.path === 'rent-2020.md')!
    expect(old.document.validity).toBe('repealed')
    expect(old.document.facts).toMatchObject({ ends: '2024-05-01', endedBy: '《租房补贴办法》（云政规〔2024〕6号）' })
    expect(await found('电动自行车停放', { asOf: 'any' })).toContain('ebike-2027.md')
  })

  it('tells the validity of each document on a day', () => {
    const on = (day?: string) => Object.fromEntries(knowledge.documents(day).map(({ path, validity }) => [path, validity]))
    expect(on()).toMatchObject({
      'rent-2020.md': 'repealed',
      'rent-2024.md': 'in-force',
      'ebike-2027.md': 'not-yet',
      'withdrawn.md': 'unconfirmed',
      'hx630.md': 'in-force',
    })
    expect(on('2022-01-01')).toMatchObject({ 'rent-2020.md': 'in-force', 'rent-2024.md': 'not-yet' })
  })

  it('changes nothing in an old rule when the new one goes', async () => {
    const own = await testKnowledge()
    const files = {
      'old.md': rules('暂行办法', '云政规〔2020〕11号', '旧标准。', '本办法自2020年7月1日起施行。'),
      'new.md': rules(
        '办法',
        '云政规〔2024〕6号',
        '新标准。',
        '本办法自2024年5月1日起施行。《暂行办法》（云政规〔2020〕11号）同时废止。',
      ),
    }
    const validity = () =>
      own
        .knowledge()
        .documents()
        .find(({ path }) => path === 'old.md')?.validity
    await own.knowledge().sync('a', textFiles(files))
    expect(validity()).toBe('repealed')
    await own.knowledge().sync('a', textFiles({ 'old.md': files['old.md'] }))
    expect(validity()).toBe('in-force')
    await own.remove()
  })
})

describe('search: hits', () => {
  it('are ranked, explained, highlighted and frozen', async () => {
    const hits = (await knowledge.search({ query: '主轴润滑油多久更换' })).hits
    expect(hits[0]!.document.path).toBe('hx630.md')
    expect(hits.map(({ rank }) => rank)).toEqual(hits.map((_, at) => at + 1))
    expect(hits.map(({ score }) => score)).toEqual(hits.map(({ score }) => score).sort((a, b) => b - a))
    const { passage, highlights, why } = hits[0]!
    expect(highlights.map(([start, end]) => passage.text.slice(start, end))).toContain('主轴润滑油')
    expect(why.keyword!.terms.map(({ term }) => term)).toContain('润滑')
    const sum = why.keyword!.terms.reduce((total, { weight }) => total + weight, why.keyword!.added?.document ?? 0)
    expect([why.rank, why.keyword!.rank, sum]).toEqual([1, 1, expect.closeTo(hits[0]!.score, 6)])
    expect(Object.isFrozen(hits[0])).toBe(true)
    expect(Object.isFrozen(passage)).toBe(true)
  })

  it('are as many as asked for', async () => {
    expect((await knowledge.search({ query: '主轴', top: 1 })).hits).toHaveLength(1)
    expect((await knowledge.search({ query: '主轴', top: 0 })).hits).toEqual([])
    expect((await knowledge.search({ query: '主轴', top: -1 })).hits).toEqual([])
    expect((await knowledge.search({ query: '主轴' })).hits.length).toBeLessThanOrEqual(10)
  })

  it.each(['E-203', 'e203', 'Ｅ２０３', 'E–203', '報警E-203'])('find the alarm by %s', async (query) => {
    expect((await knowledge.search({ query })).hits[0]!.passage.text).toContain('E-203')
  })

  it('find the model by its number alone', async () => {
    expect((await knowledge.search({ query: '630主轴' })).hits[0]!.document.path).toBe('hx630.md')
    expect((await knowledge.search({ query: '500主轴' })).hits[0]!.document.path).toBe('hx500.md')
  })
})

const odd = [
  '',
  ' ',
  '\0',
  '\0主轴\0',
  "'",
  '"',
  "' OR '1'='1",
  "'; DROP TABLE documents; --",
  'x") UNION SELECT * FROM uploads --',
  '%',
  '_',
  '*',
  'NEAR(a b)',
  'a AND OR NOT',
  'text:"主轴"',
  '(((',
  ']]',
  '\\',
  '\\x00',
  '${jndi:ldap://x}',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '../../etc/passwd',
  '$(id)',
  '`id`',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'toString',
  'undefined',
  'null',
  'NaN',
  'Infinity',
  '-1',
  '1e309',
  '0x1F',
  '1/0',
  '१२३',
  '٠١٢',
  '𝟘𝟙𝟚',
  '½⅓',
  '😀😃👩‍👩‍👧‍👦',
  '🏳️‍🌈',
  '\ud800',
  '\udfff主轴',
  'Z̷͑a̴l̵g̷o̸',
  'ﷺ',
  '\u202e主轴\u202c',
  '\u{e0061}主\u{e0062}轴',
  '\ufeff主轴',
  'ＨＸ－６３０',
  'ｶﾞ',
  'ソフトウェア',
  '한국어',
  'עברית',
  'العربية',
  'ไทย',
  'ß İ ı ſ',
  '田中さん',
  '㈱',
  '①②③',
  '〇〇',
  '。。。',
  '——',
  '……',
  '、、、',
  '\t\n\r',
  '\u2028\u2029',
  '---',
  '...',
  'a'.repeat(10_000),
  '主轴'.repeat(5000),
  'E-203/'.repeat(1600),
  '主轴 '.repeat(3300),
  '9'.repeat(10_000),
  '1,'.repeat(5000),
  '-'.repeat(10_000),
  '第'.repeat(10_000),
  '市'.repeat(10_000),
  '上海'.repeat(5000),
  '😀'.repeat(5000),
  '\0'.repeat(10_000),
  '('.repeat(10_000),
  'a-'.repeat(5000),
  'ﷺ'.repeat(1000),
  `e${'\u0301'.repeat(9999)}`,
  '什么'.repeat(5000),
  '2024年'.repeat(2000),
  '630 '.repeat(2500),
]

describe('search: odd questions', () => {
  it.each(odd.map((query) => [JSON.stringify(query).slice(0, 40), query]))('%s neither throws nor hangs', async (_, query) => {
    const all = new Set(knowledge.documents().map(({ id }) => id))
    const start = performance.now()
    const hits = (await knowledge.search({ query, knowledge: ['manuals'] })).hits
    knowledge.analyze(query)
    expect(performance.now() - start).toBeLessThan(10_000)
    for (const { document, score, passage } of hits) {
      expect(all.has(document.id)).toBe(true)
      expect(passage.knowledge).toBe('manuals')
      expect(Number.isFinite(score)).toBe(true)
    }
  })

  it.each(["x') OR '1'='1", '__proto__', '$where', '*', '%', 'manuals\0', ''])(
    'a knowledge named %j opens no other',
    async (name) => {
      expect((await knowledge.search({ query: '主轴', knowledge: [name] })).hits).toEqual([])
    },
  )
})
