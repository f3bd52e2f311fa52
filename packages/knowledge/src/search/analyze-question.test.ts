import { describe, expect, it } from 'vitest'
import { keywordIndex } from '../keyword/segmented-keyword-index.ts'
import { analyzeQuestion, type AnalyzedQuestion } from './analyze-question.ts'
import { defineGlossary, emptyGlossary, type Glossary } from './glossary.ts'

const index = keywordIndex()
const passages = [
  '云泽市养犬管理办法：养犬人应当到市民中心登记，犬证每年年检。',
  '云泽市租房补贴标准为每人每月1500元。',
  'HX-630主轴润滑油每2000 h更换，报E-203时停机。',
  'HX-500主轴润滑脂每年更换。',
  'Replace the spindle bearings every year.',
]
index.add(
  0,
  passages.map((body) => ({ body, title: '', path: '' })),
)

const analyze = (question: string, glossary: Glossary = emptyGlossary, models: readonly string[] = []): AnalyzedQuestion =>
  analyzeQuestion(question, glossary, index, models)
const searched = (question: AnalyzedQuestion): string[] =>
  question.groups.flatMap(({ variants }) => variants.flat().map(({ term }) => term))
const words = (question: AnalyzedQuestion): string[] => question.concepts.map((concept) => concept.words[0]!)

describe('analyzeQuestion: models', () => {
  const models = ['HX-630', 'HX-500', 'VMC-850', 'TK-850']

  it.each([
    ['630主轴换什么油', '630', 'hx630'],
    ['我们那台500报警了', '500', 'hx500'],
    ['630的主轴', '630', 'hx630'],
  ])('takes %s to mean the one model of that number', (question, _, code) => {
    expect(analyze(question, emptyGlossary, models).codes).toEqual([code])
  })

  it.each([
    '补贴500元吗',
    '间隙630mm可以吗',
    '扭矩500 N·m够不够',
    '每500小时换油',
    '转速630转',
    '850报警',
    '700主轴',
    'HX-630主轴',
    '1,500台',
    'E-500报警',
    '6305轴承',
    '500.5的间隙',
    '500台设备',
    '补了500 kW的电机',
    '630 mm的间隙',
  ])('leaves the number of %s as it is', (question) => {
    expect(analyze(question, emptyGlossary, models).text).toBe(question)
  })

  it('names no model when no title does', () => {
    expect(analyze('630主轴换什么油').codes).toEqual([])
  })
})

describe('analyzeQuestion: codes and words', () => {
  it.each([
    ['HX630报Ｅ２０３怎么办', ['hx630', 'e203']],
    ['e-203/e-204 是什么', ['e203', 'e204']],
    ['第八条规定了什么', ['第8条']],
    ['振动超过4.5mm/s怎么办', []],
    ['主轴12000r/min时振动', []],
    ['12345热线7x24小时吗', []],
  ])('%s names %j', (question, codes) => {
    expect(analyze(question).codes).toEqual(codes)
  })

  it('says what an unknown code is taken to be a slip of, and still counts it as what is asked', () => {
    const question = analyze('报E-230怎么办')
    expect(question.corrected).toEqual([{ from: 'e230', to: ['e203'] }])
    expect(searched(question)).toEqual(expect.arrayContaining(['e230', 'e203']))
    expect(question.codes).toEqual(['e230'])
    expect(analyze('报E-203怎么办').corrected).toEqual([])
  })

  it('keeps a code whole among what is asked', () => {
    const asked = words(analyze('HX-630 报 E-203 怎么处理'))
    expect(asked).toEqual(expect.arrayContaining(['e-203', 'hx-630']))
    expect(asked).not.toEqual(expect.arrayContaining(['203']))
  })

  it('does not search for words of asking', () => {
    expect(searched(analyze('请问怎么办'))).toEqual([])
    expect(words(analyze('请问租房补贴多少钱呢'))).toEqual(expect.arrayContaining(['补贴']))
    for (const word of ['请问', '多少钱']) expect(words(analyze('请问租房补贴多少钱呢'))).not.toContain(word)
  })

  it.each(['2021年租房补贴多少', '2021年5月的租房补贴', '2021年5月3日的租房补贴', '去年租房补贴'])(
    'does not search for the day: %s',
    (question) => {
      expect(searched(analyze(question)).filter((term) => /\d|去年|月/.test(term))).toEqual([])
      expect(searched(analyze(question))).toContain('补贴')
    },
  )

  it('knows what the documents speak of and what they do not', () => {
    const concepts = new Map(analyze('养犬登记和护照').concepts.map((concept) => [concept.words[0], concept.known]))
    expect(concepts.get('登记')).toBe(true)
    expect(concepts.get('护照')).toBe(false)
  })

  it('says in which language the question is', () => {
    expect(analyze('租房补贴多少钱').language).toBe('zh')
    expect(analyze('When do I replace the spindle bearings?').language).toBe('en')
  })
})

describe('analyzeQuestion: glossary', () => {
  const glossary = defineGlossary([
    ['狗证', '犬证', 'dog licence'],
    ['养狗', '养犬'],
  ])

  it("searches for the documents' words beside the asker's, as one thing", () => {
    const question = analyze('狗证年检', glossary)
    expect(question.concepts[0]).toMatchObject({ words: ['狗证', '犬证', 'dog licence'], known: true })
    expect(searched(question)).toEqual(expect.arrayContaining(['狗证', '犬证', 'licenc']))
    expect(question.groups.find(({ variants }) => variants.length > 1)?.variants).toHaveLength(3)
  })

  it('counts a thing once that is said twice', () => {
    expect(analyze('养狗的狗证，养犬的犬证', glossary).concepts.filter(({ words: set }) => set.includes('犬证'))).toHaveLength(1)
  })
})

describe('analyzeQuestion: places', () => {
  it.each([
    '江浦市养犬要登记吗',
    '青川县的标准',
    '北京市养犬',
    '上海的标准是多少',
    '我户口在黑龙江',
    '成都的补贴',
    '石家庄市的规定',
    '四川话',
    '广东省的补贴',
  ])('knows that no document speaks of the place in %s', (question) => {
    expect(analyze(question).unknownPlace).toBe(true)
  })

  it.each([
    '云泽市养犬要登记吗',
    '云泽养犬',
    '请问市民中心在哪',
    '咨询市场监管局电话',
    '我想去市里办证',
    '在市里买房',
    '全市通办吗',
    '本市户口',
    '外省转来',
    '省外住院',
    '县城的房子',
    '我们县里能办吗',
    '怎么节省电费',
    '能不能省时间',
    '进入市场要什么手续',
    '超市要办证吗',
    '城市户口',
    '上市公司补贴',
    '直辖市的规定',
    '冬天水管冻裂',
    '夏天水温过高',
    '每天水位检查',
    '主轴最大连续功率',
    '完成都要多久',
    '大理石地面',
    '润滑脂开封后保存多久',
    '日照时间',
    '来宾登记',
    '白银触点',
    '滨江西路怎么走',
    '我住北京路，养犬要登记吗',
    '南京东路的窗口',
    '中山广场的窗口',
    'Where is the office?',
    '',
  ])('takes nothing in %j for a place no document knows', (question) => {
    expect(analyze(question).unknownPlace).toBe(false)
  })
})
