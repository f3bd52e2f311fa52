import { type FieldValues, type JsonValue } from '@kaiwu/cases'
import { KaiwuError } from '@kaiwu/core'
import { beforeAll, describe, expect, it } from 'vitest'
import { caseDocument, offeredDocuments, type DocumentSource } from '../packages/cases/src/official/case-documents.ts'
import {
  changedOfficial,
  officialChanges,
  type OfficialChangeName,
} from '../packages/cases/src/official/test-official-changes.ts'
import { CaseWalk, linesOf, openDesk, refused, samplesOf, type Desk } from './case-walk.ts'

type Document = Readonly<{
  id: string
  document: FieldValues
  /** Bodies that issue it together with the first. */
  joint?: readonly JsonValue[]
  /** What is registered otherwise than is right. */
  register?: FieldValues
  /** What is done to the typeset file. */
  changes?: readonly OfficialChangeName[]
  /** What the model says of it (C24). */
  advice?: string
  expect: readonly string[]
}>

const monday = '2026-11-23T09:00+08:00'
let desk: Desk
beforeAll(async () => {
  desk = await openDesk('government')
}, 60_000)

describe('G4 official documents', () => {
  const start = {
    拟稿科室: '云泽市数据管理局/规划科',
    要点: '示例要点，四个字以上',
    签发领导: 'juzhang1',
    公开属性: '不予公开',
    密级: '无',
    紧急程度: '无',
  }
  const checked = async (document: FieldValues, more: FieldValues = {}, advice?: string): Promise<CaseWalk> => {
    // The first form asks for what the start of a document must have; a wrong kind is refused by it and put past it to reach the check.
    const walk = await CaseWalk.begin(desk, 'gongwen', 'nigao1', monday, { ...document, 文种: document['文种']! })
    if (advice !== undefined) walk.replies = { 'prompts/gongwen-review.md': { 审核建议: advice } }
    const { 文种, 标题, 主送关系, 行文方向, 发文机关 } = { ...document } as Record<string, JsonValue>
    const known = desk.cases.get('gongwen')!.fields.get('文种')!.values as readonly string[]
    const first = { ...start, 标题: 标题!, 主送关系: 主送关系!, 行文方向: 行文方向!, 发文机关: 发文机关!, ...more }
    await walk.act('nigao1', '提交要点', known.includes(文种 as string) ? { ...first, 文种: 文种! } : first)
    await walk.act('nigao1', '定提纲', { 提纲: '一、示例提纲' })
    const { 文种: _, 发文机关: __, 会议通过日期: ___, ...rest } = document as Record<string, JsonValue>
    return walk.act('nigao1', '成稿', rest)
  }
  const signed = async (walk: CaseWalk, joint: Document['joint'] = []): Promise<CaseWalk> => {
    await walk.act('nigao1', '送核稿')
    await walk.sign('kezhang1')
    await walk.sign('bangong1')
    if (joint.length > 0) await walk.act('bangong1', '登记联署', { 联合发文机关: joint })
    return walk.sign('juzhang1')
  }
  const sourceOf = ({ definition, record, nowMs }: CaseWalk, hidden: readonly string[] = []): DocumentSource => ({
    ...{ definition, record, nowMs, hidden },
  })
  const typeset = async (walk: CaseWalk, changes: readonly OfficialChangeName[] = []): Promise<Uint8Array> => {
    const { content } = await caseDocument(sourceOf(walk), '公文')
    return changes.length > 0 ? changedOfficial(content, changes) : content
  }

  /** Carries a document as far as it goes, and tells the checks that found something on the way. */
  async function found({ document, joint, register, changes, advice }: Document): Promise<readonly string[]> {
    const walk = await checked(document, joint ? { 联合发文机关: joint } : {}, advice)
    expect(walk.state).toBe('检查')
    const of: string[] = [...walk.findings]
    // Advice is there for the drafter to take, and stands in nobody's way.
    if (walk.record.proposals.some(({ values }) => values['审核建议'] !== undefined)) of.push('C24')
    if (walk.record.findings.some(({ severity }) => severity === 'error')) return of
    await signed(walk, joint)
    const [, year, month, day] = /^(\d+)年(\d+)月(\d+)日$/u.exec(document['成文日期'] as string)!
    const right = {
      发文字号: document['文种'] === '命令（令）' ? '第3号' : '云数发〔2026〕12号',
      签发日期: `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`,
      成文日期: document['成文日期']!,
      用印登记: 'YY-12',
      ...(document['会议通过日期'] === undefined ? {} : { 会议通过日期: document['会议通过日期'] }),
    }
    if (register) {
      const refusal = await walk.act('yinzhang1', '登记', { ...right, ...register }).catch((error: unknown) => error)
      expect(refusal).toEqual(refused('CASE_REQUIREMENT'))
      of.push(/C\d\d/u.exec(KaiwuError.is(refusal) ? refusal.text('zh') : '')![0])
    }
    await walk.act('yinzhang1', '登记', right)
    // Commands are laid out by hand.
    const byHand = document['文种'] === '命令（令）'
    expect(offeredDocuments(sourceOf(walk)).map(({ key }) => key)).toEqual(byHand ? [] : ['公文'])
    if (!byHand) walk.attach('bangong1', '定稿文件', '定稿.docx', await typeset(walk, changes))
    await walk.act('bangong1', '登记版面', byHand ? { 版面: layout({}) } : {})
    of.push(...walk.findings)
    if (walk.record.findings.every(({ severity }) => severity === 'warning'))
      await walk.act('bangong1', '归档', { 保管期限: '30年' })
    return of.map((id) => id.replace(/-(?:属性|位置)$/u, ''))
  }

  it('finds every fault seeded in 60 documents and none in 20 clean ones', { timeout: 60_000 }, async () => {
    const documents = samplesOf<Document>('government', 'data/gongwen-samples.jsonl', 80)
    const clean = documents.filter(({ expect: faults }) => faults.length === 0)
    expect([clean.length, documents.length - clean.length]).toEqual([20, 60])
    const results = []
    for (const one of documents) results.push({ ...one, found: [...(await found(one))].sort() })
    expect(results.map(({ id, found: got }) => [id, got])).toEqual(results.map(({ id, expect: wanted }) => [id, wanted]))
    const seeded = documents.flatMap(({ expect: faults }) => faults)
    const right = results.flatMap(({ found: got, expect: wanted }) => wanted.filter((fault) => got.includes(fault)))
    const wrong = results.flatMap(({ found: got, expect: wanted }) => got.filter((fault) => !wanted.includes(fault)))
    process.stdout.write(
      `official documents: found ${right.length} of ${seeded.length} faults seeded in 60; false ${wrong.length} on 80\n`,
    )
    const checks = Array.from({ length: 25 }, (_, at) => `C${String(at + 1).padStart(2, '0')}`)
    for (const check of checks)
      expect([check, seeded.filter((fault) => fault.startsWith(check)).length >= 2]).toEqual([check, true])
    expect(new Set(clean.map(({ document }) => document['文种'])).size).toBe(15)
  })

  it.each(Object.entries(officialChanges))('refuses or tells of %s in the typeset file', async (name, { check }) => {
    const [, { document }] = linesOf<Document>('government', 'data/gongwen-samples.jsonl') as [Document, Document]
    const walk = await signed(await checked({ ...document, 正文: everyLevel, 使用人工智能: true, 拟稿说明: '用了人工智能' }))
    await walk.act('yinzhang1', '登记', {
      发文字号: '云数发〔2026〕12号',
      签发日期: '2026-11-09',
      成文日期: '2026年11月9日',
      用印登记: 'YY',
    })
    walk.attach('bangong1', '定稿文件', '定稿.docx', await typeset(walk, [name as OfficialChangeName]))
    await walk.act('bangong1', '登记版面', { 版面: layout({}) })
    expect(walk.findings).toEqual([{ C23: 'C23-位置', C25: 'C25-属性' }[check as string] ?? check])
    expect(walk.record.fields['版面']).toHaveLength(23)
  })

  it('measures the file that was added last, tells what it cannot read, and takes what was typed in for a PDF', async () => {
    const [{ document }] = linesOf<Document>('government', 'data/gongwen-samples.jsonl') as [Document]
    const walk = await signed(await checked(document))
    await walk.act('yinzhang1', '登记', {
      发文字号: '云数发〔2026〕12号',
      签发日期: '2026-11-09',
      成文日期: '2026年11月9日',
      用印登记: 'YY',
    })
    const again = async (name: string, content: Uint8Array, typed: FieldValues = {}): Promise<readonly string[]> => {
      if (walk.state !== '排版') await walk.act('bangong1', '重新排版')
      walk.attach('bangong1', '定稿文件', name, content)
      await walk.act('bangong1', '登记版面', typed)
      return walk.findings
    }
    const all = ['C13', 'C14', 'C15', 'C16', 'C23-位置', 'C25-属性']
    expect(await again('定稿.docx', Buffer.from('不是文件'), { 版面: layout({}) })).toEqual(all)
    expect(JSON.stringify(walk.record.fields['版面问题'])).toContain('读不出来')
    expect(await again('定稿.docx', await typeset(walk, ['标题黑体']))).toEqual(['C14'])
    expect(await again('定稿2.DOCX', await typeset(walk))).toEqual([])
    expect(await again('定稿.pdf', Buffer.from('%PDF-1.7'), { 版面: [] })).toEqual(all)
    expect(await again('定稿2.pdf', Buffer.from('%PDF-1.7 '), { 版面: layout({}) })).toEqual([])
  })

  it('tells where the urgency of the form is not on the page', async () => {
    const [, { document }] = linesOf<Document>('government', 'data/gongwen-samples.jsonl') as [Document, Document]
    const walk = await signed(await checked(document))
    await walk.act('yinzhang1', '登记', {
      发文字号: '云数发〔2026〕12号',
      签发日期: '2026-11-09',
      成文日期: '2026年11月9日',
      用印登记: 'YY',
    })
    const { fields } = walk.record
    const plain = await caseDocument(
      { ...sourceOf(walk), record: { ...walk.record, fields: { ...fields, 紧急程度: '无' } } },
      '公文',
    )
    walk.attach('bangong1', '定稿文件', '定稿.docx', plain.content)
    await walk.act('bangong1', '登记版面')
    expect(walk.findings).toEqual(['C23-位置'])
  })

  it('refuses what is secret before anything of it is kept', async () => {
    const [{ document }] = linesOf<Document>('government', 'data/gongwen-samples.jsonl') as [Document]
    expect((await CaseWalk.begin(desk, 'gongwen', 'nigao1', monday, { 密级: '秘密' })).state).toBe('涉密拒收')
    const walk = await CaseWalk.begin(desk, 'gongwen', 'nigao1', monday)
    const first = { ...start, ...document, 密级: '机密' }
    const {
      正文: _,
      成文日期: __,
      附件说明: ___,
      附件: ____,
      使用人工智能: _____,
      引用文件: ______,
      ...form
    } = first as Record<string, JsonValue>
    await expect(walk.act('nigao1', '提交要点', form)).rejects.toEqual(refused('CASE_REQUIREMENT'))
    await expect(walk.act('nigao1', '提交要点', { ...form, 密级: '无', 要点: '秘密★1年 某某' })).rejects.toEqual(
      refused('CASE_REQUIREMENT'),
    )
    expect(walk.record.fields).toEqual({})
    await expect(checked({ ...document, 正文: '绝密文件的内容，不应当进来' })).rejects.toEqual(refused('CASE_REQUIREMENT'))
  })

  it('goes past the head, the office, all who countersign and the leader, never the drafter, to its number and the archive', async () => {
    const [{ document }] = linesOf<Document>('government', 'data/gongwen-samples.jsonl') as [Document]
    const walk = await checked(document, { 会签部门一: '云泽市数据管理局/财务科', 会签部门二: '云泽市数据管理局/安全科' })
    await walk.act('nigao1', '送核稿')
    await expect(walk.sign('kezhang2')).rejects.toEqual(refused('CASE_NOT_YOURS'))
    await walk.sign('kezhang1')
    await walk.sign('bangong1')
    expect(walk.state).toBe('会签两家')
    await walk.sign('kezhang2')
    expect(walk.state).toBe('会签两家')
    await walk.sign('kezhang3')
    expect(walk.state).toBe('签发')
    await expect(walk.sign('juzhang1', 'approve', { sign: 'click' })).rejects.toEqual(refused('CASE_SIGNATURE_MISSING'))
    await walk.sign('juzhang1')
    const number = { 发文字号: '云数发〔2026〕12号', 签发日期: '2026-11-09', 成文日期: '2026年11月9日', 用印登记: 'YY-12' }
    for (const wrong of ['云数发[2026]12号', '云数发〔26〕12号', '云数发〔2026〕第12号', '云数发〔2026〕012号'])
      await expect(walk.act('yinzhang1', '登记', { ...number, 发文字号: wrong })).rejects.toEqual(refused('CASE_REQUIREMENT'))
    await expect(walk.act('yinzhang1', '登记', { ...number, 成文日期: '2026年11月8日' })).rejects.toEqual(
      refused('CASE_REQUIREMENT'),
    )
    await walk.act('yinzhang1', '登记', number)
    await walk.act('bangong1', '登记版面', { 版面: layout({ 上边距毫米: '30', 正文字体: '3号宋体' }) })
    expect([walk.state, walk.findings]).toEqual(['版面核对', ['C13', 'C14']])
    await expect(walk.act('bangong1', '归档', { 保管期限: '30年' })).rejects.toEqual(refused('CASE_REQUIREMENT'))
    await walk.act('bangong1', '重新排版')
    await walk.act('bangong1', '登记版面', { 版面: layout({}) })
    await walk.act('bangong1', '归档', { 保管期限: '30年' })
    expect(walk.state).toBe('已归档')
  })

  it('lets no drafter sign, and a joint document wait for every body', async () => {
    const [{ document }] = linesOf<Document>('government', 'data/gongwen-samples.jsonl') as [Document]
    const walk = await checked(document, {
      联合发文机关: [{ 机关: '云泽市财政局' }, { 机关: '云泽市档案局' }],
      签发领导: 'nigao1',
    })
    await walk.act('nigao1', '送核稿')
    await walk.sign('kezhang1')
    await walk.sign('bangong1')
    const signed = { 机关: '云泽市财政局', 签署人: '示例', 签署日期: '2026-11-20' }
    await expect(walk.act('bangong1', '登记联署', { 联合发文机关: [signed, { 机关: '云泽市档案局' }] })).rejects.toEqual(
      refused('CASE_REQUIREMENT'),
    )
    await walk.act('bangong1', '登记联署', { 联合发文机关: [signed, { ...signed, 机关: '云泽市档案局' }] })
    await expect(walk.sign('nigao1')).rejects.toEqual(refused('CASE_SAME_PERSON'))
  })
})

const everyLevel =
  '为保证安全，现将有关事项通知如下。\n一、落实值班\n（一）安排人员。每日安排2人在岗。\n1. 交接班有记录。\n（1）记录保存6个月。\n二、及时报告'

/** A page in order, but for what is changed. */
function layout(change: Readonly<Record<string, string>>): JsonValue {
  const right: Readonly<Record<string, string>> = {
    ...{
      纸张: 'A4',
      上边距毫米: '37',
      下边距毫米: '35',
      左边距毫米: '28',
      右边距毫米: '26',
      每页行数: '22',
      每行字数: '28',
      行距磅: '28.5',
    },
    ...{
      标题字体: '2号小标宋',
      正文字体: '3号仿宋',
      一级标题字体: '黑体',
      二级标题字体: '楷体',
      三四级标题字体: '仿宋',
      设置了中文字体: '是',
      用了主题字体: '否',
    },
    ...{
      页码字体: '4号宋体',
      页码样式: '— 1 —',
      单页码位置: '居右空一字',
      双页码位置: '居左空一字',
      版记位置: '末页最后',
      版记要素: '印发机关、印发日期',
    },
    ...{ 紧急程度位置: '无', 文档属性标识: '未使用人工智能' },
  }
  return Object.entries({ ...right, ...change }).map(([项目, 实测]) => ({ 项目, 实测 }))
}
