import { formatProblem } from '@kaiwu/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isWorkday } from './calendar.ts'
import { type CalendarOptions, parseCalendar, parseCalendars } from './parse-calendar.ts'
import { calendarOf, nationalDay2026 } from './test-calendars.ts'

const said = (text: string, options?: CalendarOptions): string[] =>
  parseCalendar(text, 'c.csv', options).problems.map((problem) => formatProblem(problem, 'zh'))
const saidInEnglish = (text: string): string[] =>
  parseCalendar(text, 'c.csv').problems.map((problem) => formatProblem(problem, 'en'))

describe('parseCalendar', () => {
  it('knows holidays, make-up workdays, plain weekdays and weekends', () => {
    const calendar = calendarOf(nationalDay2026)
    expect(
      ['2026-09-30', '2026-10-01', '2026-10-07', '2026-10-08', '2026-10-10', '2026-10-11'].map((day) => isWorkday(day, calendar)),
    ).toEqual([true, false, false, true, true, false])
    expect(calendar.days['2026-10-10']).toEqual({ day: '2026-10-10', kind: 'workday', name: '国庆节调休' })
    expect(calendar).toMatchObject({
      timeZone: 'Asia/Shanghai',
      weekend: [6, 7],
      years: [2026],
      notice: '示例，须按本单位制度核对',
    })
  })

  it.each([
    ['English heads in another order', 'name,kind,date\nNational Day,holiday,2026-10-01..2026-10-07\n,workday,2026-10-10\n'],
    ['slashes and full Chinese dates', '日期,类型\n2026/10/1..2026/10/7,节假日\n2026年10月10日,调休\n'],
    ['a Chinese range, and a time that Excel adds', '日期,类型\n2026年10月1日至2026年10月7日,休\n2026/10/10 0:00,班\n'],
    [
      'full-width signs of a Chinese keyboard',
      '日期，类型，名称\n２０２６-１０-０１～２０２６-１０-０７，休，国庆\n2026.10.10，班，\n',
    ],
    [
      'tabs, CRLF, the mark of the encoding, and Excel’s empty rows',
      '\ufeff日期\t类型\t名称\r\n2026-10-01..2026-10-07\t休\t\r\n\t\t\r\n2026-10-10\t班\t\r\n',
    ],
    [
      'semicolons, comments and quoted cells',
      '# 说明\n日期;类型;名称\n"2026-10-01 - 2026-10-07";休;"国庆;中秋"\n# 2026-10-09;休;\n2026-10-10;班;\n',
    ],
    ['rows in reverse', '日期,类型\n2026-10-10,班\n2026-10-07,休\n2026-10-01..2026-10-06,休\n'],
  ])('reads %s', (_, text) => {
    const kinds = (from: string) => Object.values(calendarOf(from).days).map(({ day, kind }) => `${day} ${kind}`)
    expect(kinds(text)).toEqual(kinds(nationalDay2026))
  })

  it.each([
    ['a double', '日期,类型\n2026-10-01,休\n2026/10/1,休\n', ['c.csv:3:1：2026-10-01 与第 2 行重复 → 删去其中一处']],
    [
      'a double within ranges, once',
      '日期,类型\n2026-10-01..2026-10-07,休\n2026-10-05..2026-10-08,休\n',
      ['c.csv:3:1：2026-10-05 与第 2 行重复 → 删去其中一处'],
    ],
    [
      'a contradiction',
      '类型,日期\n休,2026-10-01..2026-10-07\n班,2026-10-05\n',
      ['c.csv:3:3：2026-10-05 与第 2 行矛盾：一处休，一处班 → 核对放假通知，删去错的一处'],
    ],
    [
      'a day that does not exist',
      '日期,类型\n2026-02-29,休\n2026-10-01,休\n',
      ['c.csv:2:1：没有“2026-02-29”这一天 → 更正日期（1900 年至 2199 年）'],
    ],
    [
      'a month that does not exist',
      '日期,类型\n2026-13-01,休\n2026-10-01,休\n',
      ['c.csv:2:1：没有“2026-13-01”这一天 → 更正日期（1900 年至 2199 年）'],
    ],
    [
      'a year far off',
      '日期,类型\n3026-10-01,休\n2026-10-01,休\n',
      ['c.csv:2:1：没有“3026-10-01”这一天 → 更正日期（1900 年至 2199 年）'],
    ],
    [
      'Excel’s number of a day',
      '日期,类型\n46296,休\n2026-10-02,休\n',
      ['c.csv:2:1：“46296”不是日期 → 这是 Excel 的日期序号，应为 2026-10-01；把这一列设为“文本”或“日期”格式后另存'],
    ],
    [
      'a date with the year last',
      '日期,类型\n10/1/2026,休\n2026-10-02,休\n',
      ['c.csv:2:1：“10/1/2026”不是日期 → 写成 2026-10-01、2026/10/1 或 2026年10月1日；一段日期写成 2026-10-01..2026-10-07'],
    ],
    [
      'a range backwards',
      '日期,类型\n2026-10-07..2026-10-01,休\n2026-05-01,休\n',
      ['c.csv:2:1：这段日期到 2026-10-01 为止，早于开始 → 把两个日期对调'],
    ],
    [
      'a range of years',
      '日期,类型\n2024-10-07..2026-10-01,休\n2026-05-01,休\n',
      [expect.stringContaining('c.csv:2:1：这段日期超过一年')],
    ],
    ['an open range', '日期,类型\n2026-10-07..,休\n2026-05-01,休\n', [expect.stringContaining('c.csv:2:1：“”不是日期')]],
    [
      'an unknown kind',
      '日期,类型\n2026-10-01,病假\n2026-05-01,休\n',
      ['c.csv:2:12：没有类型“病假” → 休假写 休（节假日），调休上班写 班（调休）'],
    ],
    ['a misspelt kind', 'date,kind\n2026-10-01,hoilday\n2026-05-01,休\n', ['c.csv:2:12：没有类型“hoilday” → 是不是“holiday”？']],
    [
      'a kind that is a key of every object',
      'date,kind\n2026-10-01,constructor\n2026-05-01,休\n',
      [expect.stringContaining('c.csv:2:12：没有类型“constructor”')],
    ],
    ['no kind', '日期,类型\n2026-10-01,\n2026-05-01,休\n', ['c.csv:2:12：没有写类型 → 写 休 或 班']],
    ['no cell for the kind', '日期,类型\n2026-10-01\n2026-05-01,休\n', ['c.csv:2:11：没有写类型 → 写 休 或 班']],
    ['no date', '日期,类型,名称\n,休,国庆\n2026-05-01,休,\n', ['c.csv:2:1：没有写日期 → 写上日期，或删去这一行']],
    [
      'two mistakes in a row, after a cell of two lines',
      '名称,日期,类型\n"国\n庆",2026-05-01,休\n"中\n秋",明天,闲\n',
      [expect.stringContaining('c.csv:5:4：“明天”不是日期'), expect.stringContaining('c.csv:5:7：没有类型“闲”')],
    ],
    [
      'a make-up workday that is worked anyway',
      '日期,类型\n2026-10-01,休\n2026-10-12,调休\n',
      ['c.csv:3:1：2026-10-12 不是周末，本来就上班 → 更正日期；若这一天放假，类型写 休'],
    ],
    [
      'a comma that is not quoted',
      '日期,类型,名称\n2026-10-01,休,国庆,中秋\n',
      ['c.csv:2:17：这一行的单元格比表头多 → 含逗号的单元格要加引号'],
    ],
    ['an empty file', '', ['c.csv:1:1：没有找到表头 日期,类型,名称 → 补上表头']],
    ['no heads', '2026-10-01,休,国庆\n', ['c.csv:1:1：没有找到表头 日期,类型,名称 → 补上表头']],
    ['rows above the heads', '2026-10-01,休\n日期,类型\n2026-10-02,休\n', ['c.csv:1:1：这一行在表头上面 → 移到表头下面']],
    ['no column of kinds', 'date,kidn\n2026-10-01,holiday\n', ['c.csv:1:6：缺少“类型”列 → 表头写成 日期,类型,名称']],
    ['a column twice', '日期,类型,日期\n2026-10-01,休,\n', ['c.csv:1:7：列“日期”出现两次 → 删去一列']],
    [
      'a quote that is never closed',
      '日期,类型\n2026-10-01,休\n2026-10-02,"休\n',
      ['c.csv:3:1：引号没有成对 → 在单元格末尾补上引号', expect.stringContaining('c.csv:3:12：没有类型')],
    ],
    [
      'a year between that is missing',
      '日期,类型\n2025-10-01,休\n2027-10-01,休\n',
      ['c.csv:3:1：日历没有 2026 年的节假日与调休 → 补上 2026 年的放假安排；确无节假日时写一行 2026,全年'],
    ],
    [
      'no year at all',
      '日期,类型\n2027-01-01,休\n',
      ['c.csv:1:1：日历没有覆盖任何一年 → 写上一年的放假安排；确无节假日时写一行 2026,全年'],
    ],
    ['a complete year that is none', '日期,类型\n明年,全年\n', [expect.stringContaining('c.csv:2:1：“明年”不是年份')]],
  ])('names the place of %s', (_, text, problems) => {
    expect(said(text)).toEqual(problems)
  })

  it('says the same in English, with a remedy', () => {
    expect(saidInEnglish('date,kind\n2026-10-01,holiday\n2026-10-01,workday\n')).toEqual([
      'c.csv:3:1: 2026-10-01 contradicts line 2: one says holiday, one workday → check the official notice and delete the wrong one',
    ])
  })

  it('asks for the years that must be covered', () => {
    expect(said(nationalDay2026, { mustCover: [2026, 2027] })).toEqual([
      'c.csv:1:1：日历没有 2027 年的节假日与调休 → 补上 2027 年的放假安排；确无节假日时写一行 2027,全年',
    ])
  })

  it('does not take days at the turn of a year for a year that is covered, unless told', () => {
    expect(calendarOf('日期,类型\n2025-12-31..2026-01-02,休\n2026-10-01,休\n2027-01-01,休\n').years).toEqual([2026])
    expect(calendarOf('日期,类型\n2026-10-01,休\n2027,全年\n2027-01-01,休\n').years).toEqual([2026, 2027])
  })

  it.each([
    [{ timeZone: 'Asia/Peking' }, '没有时区“Asia/Peking”'],
    [{ weekend: [0, 6] }, '周末应是 1 到 7'],
    [{ weekend: [1, 2, 3, 4, 5, 6, 7] }, '周末应是 1 到 7'],
    [{ weekend: [6, 6] }, '周末应是 1 到 7'],
  ])('refuses the settings %j', (options, message) => {
    expect(said(nationalDay2026, options)).toEqual([expect.stringContaining(`c.csv:1:1：${message}`)])
  })

  it('joins files of several years whatever their order, and names the file of a contradiction', () => {
    const files = [
      { file: '2026.csv', text: nationalDay2026 },
      { file: '2027.csv', text: '日期,类型,名称\n2027-01-01..2027-01-03,休,元旦\n2027-10-01,休,国庆节\n' },
    ]
    expect(parseCalendars(files)).toEqual(parseCalendars(files.toReversed()))
    expect(parseCalendars(files).calendar.years).toEqual([2026, 2027])
    const wrong = { file: '补充.csv', text: '日期,类型\n2026-10-03,班\n' }
    expect(parseCalendars([...files, wrong]).problems.map((problem) => formatProblem(problem, 'zh'))).toEqual([
      '补充.csv:2:1：2026-10-03 与 2026.csv 第 3 行矛盾：一处休，一处班 → 核对放假通知，删去错的一处',
    ])
  })

  it('hands out frozen data without a prototype to walk', () => {
    const calendar = calendarOf(nationalDay2026)
    expect(() => Object.assign(calendar.days, { '2026-10-12': { day: '2026-10-12', kind: 'holiday', name: '' } })).toThrow(
      TypeError,
    )
    expect(isWorkday('constructor', calendar)).toBe(false)
    expect(isWorkday('__proto__', calendar)).toBe(false)
  })

  it('never throws on what files may hold, and finds each place within the file', () => {
    const token = fc.constantFrom(
      '日期',
      '类型',
      ',',
      ',',
      '\n',
      '\n',
      '"',
      '2026-10-01',
      '2026',
      '..',
      '休',
      '班',
      '全年',
      '#',
      '\t',
      '，',
      '\u0000',
      '😀',
      '46296',
    )
    fc.assert(
      fc.property(fc.array(token, { maxLength: 40 }), fc.boolean(), (tokens, headed) => {
        const text = (headed ? '日期,类型\n' : '') + tokens.join('')
        const lines = text.split('\n')
        for (const { line, column } of parseCalendar(text, 'c.csv').problems) {
          expect(column).toBeGreaterThan(0)
          expect(column).toBeLessThanOrEqual((lines[line - 1] ?? 'no such line').length + 1)
          expect(line).toBeLessThanOrEqual(lines.length)
        }
      }),
      { seed: 6, numRuns: 3_000 },
    )
  })
})
