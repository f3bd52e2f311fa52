/** Units that are written in Chinese behind numerals of either kind. */
const chinese =
  '个工作日 工作日 自然日 个月 个小时 小时 分钟 周岁 平方米 立方米 平方公里 平方厘米 公顷 亩 千元 元 人民币 美元 欧元 港元 ' +
  '个百分点 百分点 % ‰ 年 月 日 天 周 个星期 星期 季度 岁 人次 人 名 户 次 件 份 项 台 套 只 支 张 层 楼 号 条 款 级 类 期 倍 吨 ' +
  '克 千克 公斤 毫克 升 毫升 微米 毫米 厘米 米 千米 公里 毫秒 秒 转 千伏 伏 毫安 安培 千瓦时 千瓦 兆帕 千帕 帕 赫兹 摄氏度 分贝'
/** Of digits alone: 一家, 一起 and 一块 are words. */
const counted = '家 所 间 辆 批 页 根 块 片 瓶 桶 箱 袋 课时 学时'
const latin =
  '°c °f rpm r/min mm/min mm/r mm/s mm2 cm2 km2 m2 mm3 cm3 m3/h m3 m/min m/s km/h mm cm μm um km m mg kg g t mpa kpa pa bar kw ' +
  'mwh kwh wh kva va mw w kv mv v ka ma a khz mhz hz kω mω ω n·m n.m nm kn n l/min l/h ml l db ' +
  'ms min s h d days day hours hour hrs hr minutes minute mins seconds second weeks week months month years year ' +
  'percent k psi ft inch lb yuan rmb cny usd dollars dollar'
const multiplier = '(?:[十百千]?万亿?|亿)'

const behindNumerals = longestFirst(chinese)
const inLetters = `(?:${longestFirst(latin)})(?![a-z])`

/** A unit behind a Chinese numeral, with its multiplier. */
export const unitOfNumerals = `(?:${multiplier}?(?:${behindNumerals}|${inLetters})|${multiplier})`

/** A unit behind digits. `5 min` is no 5 m, `5 apples` no 5 A: the longest is tried first, and one in letters ends where they end. */
export const unitOfDigits = `(?:${multiplier}?(?:${longestFirst(`${chinese} ${counted}`)}|${inLetters})|${multiplier})`

function longestFirst(words: string): string {
  return words
    .split(' ')
    .sort((a, b) => b.length - a.length)
    .join('|')
    .replaceAll('.', '\\.')
}

// Within a line, each unit is the one before it times the factor between them; the first names what is measured.
const measures: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  length: { 'μm um 微米': 1, 'mm 毫米': 1e3, 'cm 厘米': 1e4, 'm 米': 1e6, 'km 公里 千米': 1e9 },
  area: { mm2: 1, 'cm2 平方厘米': 1e2, 'm2 平方米': 1e6, 公顷: 1e10, 'km2 平方公里': 1e12 },
  volume: { mm3: 1e-3, 'ml cm3 毫升': 1, 'l 升': 1e3, 'm3 立方米': 1e6 },
  mass: { 'mg 毫克': 1, 'g 克': 1e3, 'kg 公斤 千克': 1e6, 't 吨': 1e9 },
  pressure: { 'milli-pa': 1e-3, 'pa 帕': 1, 'kpa 千帕': 1e3, bar: 1e5, 'mpa 兆帕': 1e6 },
  time: {
    'ms 毫秒': 1,
    's 秒 second seconds': 1e3,
    'min 分钟 minute minutes mins': 6e4,
    'h 小时 个小时 hour hours hr hrs': 36e5,
  },
  days: { '日 天 d day days 自然日': 1, '周 星期 个星期 week weeks': 7 },
  workdays: { '工作日 个工作日': 1 },
  // 12月 is a month of the calendar, and no year; 12个月 is one.
  'months of the calendar': { 月: 1 },
  months: { '个月 month months': 1, '年 year years': 12 },
  years: { '岁 周岁': 1 },
  voltage: { mv: 1, 'v 伏': 1e3, 'kv 千伏': 1e6, 'mega-v': 1e9 },
  current: { 'ma 毫安': 1, 'a 安培': 1e3, ka: 1e6, 'mega-a': 1e9 },
  power: { mw: 1, w: 1e3, 'kw 千瓦': 1e6, 'mega-w': 1e9 },
  'apparent power': { va: 1, kva: 1e3, 'mega-va': 1e6 },
  energy: { wh: 1, 'kwh 千瓦时': 1e3, 'mega-wh': 1e6 },
  frequency: { 'hz 赫兹': 1, khz: 1e3, mhz: 1e6 },
  resistance: { mω: 1, ω: 1e3, kω: 1e6, 'mega-ω': 1e9 },
  torque: { 'n·m n.m nm': 1 },
  turning: { 'r/min rpm 转': 1 },
  temperature: { '°c 摄氏度': 1 },
  loudness: { 'db 分贝': 1 },
  money: { '元 人民币 yuan rmb cny': 1 },
  dollars: { '美元 usd dollar dollars': 1 },
  share: { '% percent': 1 },
  points: { '百分点 个百分点': 1 },
}
const measureOf: ReadonlyMap<string, readonly [string, number]> = new Map(
  Object.entries(measures).flatMap(([measure, units]) =>
    Object.entries(units).flatMap(([names, factor]) =>
      names.split(' ').map((name) => [name, [measure, factor] as const] as const),
    ),
  ),
)
const factors: Readonly<Record<string, number>> = {
  千: 1e3,
  万: 1e4,
  十万: 1e5,
  百万: 1e6,
  千万: 1e7,
  亿: 1e8,
  万亿: 1e12,
}
const scaled = /^(万亿|[十百千]?万|亿|千(?=元))(.*)$/

/**
 * An amount in the smallest unit of what it measures, and as a bare number with its multiplier alone (15000 of 1.5万元);
 * `measure` is empty where there is no unit.
 */
export type Amount = Readonly<{ value: string; bare: string; measure: string }>

/**
 * An amount in one form, to be compared: 1.5万元 and 15000元 are one, so are 0.5 MPa and 500 kPa, 2 h and 120 min. Converted is
 * only what is exact and usual; 5个工作日 are not 5日, and 1日 is not 24小时.
 */
export function amountOf(value: string, unit: string): Amount {
  const [, by, rest = unit] = scaled.exec(unit) ?? []
  const [measure, factor] = measureOf.get(rest) ?? [rest, 1]
  const times = by ? factors[by]! : 1
  return { value: multiplied(value, times * factor), bare: multiplied(value, times), measure }
}

function multiplied(value: string, times: number): string {
  if (times === 1) return value
  const sign = value.startsWith('±') ? '±' : ''
  // 8.29 × 10,000 is 82899.99999999999 in floating point.
  return sign + String(Number((Number(value.slice(sign.length)) * times).toPrecision(15)))
}

/** Whether two amounts are the same, where both have a unit, or the same number, where one has none. */
export function sameAmount(one: Amount, other: Amount): boolean {
  if (one.measure === '' || other.measure === '') return one.bare === other.bare
  if (one.measure === other.measure) return one.value === other.value
  // 3月 for 3个月; 12月 is a month of the calendar and no year.
  return isMonth(one) && isMonth(other) && one.bare === one.value && other.bare === other.value && one.value === other.value
}

function isMonth({ measure }: Amount): boolean {
  return measure === 'months' || measure === 'months of the calendar'
}
