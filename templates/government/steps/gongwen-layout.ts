import { rowsOf, textOf, type CaseWork, type Fault } from './case-work.ts'

/** What GB/T 9704-2012 asks of a page: a number within bounds, or words. 须按本单位制度核对. */
export type LayoutRule = Readonly<{ 编号: string; 项目: string } & ({ 下限: number; 上限: number } | { 规定: readonly string[] })>

/** The layout of an official document; whoever typesets it reads the middle of each span. */
export const layoutRules: readonly LayoutRule[] = Object.freeze([
  { 编号: 'C13', 项目: '纸张', 规定: ['A4'] },
  { 编号: 'C13', 项目: '上边距毫米', 下限: 36, 上限: 38 },
  { 编号: 'C13', 项目: '下边距毫米', 下限: 34, 上限: 36 },
  { 编号: 'C13', 项目: '左边距毫米', 下限: 27, 上限: 29 },
  { 编号: 'C13', 项目: '右边距毫米', 下限: 25, 上限: 27 },
  { 编号: 'C13', 项目: '每页行数', 下限: 22, 上限: 22 },
  { 编号: 'C13', 项目: '每行字数', 下限: 28, 上限: 28 },
  { 编号: 'C13', 项目: '行距磅', 下限: 28, 上限: 29 },
  { 编号: 'C14', 项目: '标题字体', 规定: ['2号小标宋', '二号小标宋', '2号小标宋体', '二号小标宋体'] },
  { 编号: 'C14', 项目: '正文字体', 规定: ['3号仿宋', '三号仿宋', '3号仿宋_GB2312', '三号仿宋_GB2312'] },
  { 编号: 'C14', 项目: '一级标题字体', 规定: ['黑体'] },
  { 编号: 'C14', 项目: '二级标题字体', 规定: ['楷体', '楷体_GB2312'] },
  { 编号: 'C14', 项目: '三四级标题字体', 规定: ['仿宋', '仿宋_GB2312'] },
  { 编号: 'C14', 项目: '设置了中文字体', 规定: ['是'] },
  { 编号: 'C14', 项目: '用了主题字体', 规定: ['否'] },
  { 编号: 'C15', 项目: '页码字体', 规定: ['4号宋体', '四号宋体'] },
  { 编号: 'C15', 项目: '页码样式', 规定: ['— 1 —', '—1—'] },
  { 编号: 'C15', 项目: '单页码位置', 规定: ['居右空一字'] },
  { 编号: 'C15', 项目: '双页码位置', 规定: ['居左空一字'] },
  { 编号: 'C16', 项目: '版记位置', 规定: ['末页最后'] },
  { 编号: 'C16', 项目: '版记要素', 规定: ['抄送机关、印发机关、印发日期', '印发机关、印发日期', '信函格式'] },
  { 编号: 'C23', 项目: '紧急程度位置', 规定: ['版心左上角', '无'] },
  { 编号: 'C25', 项目: '文档属性标识', 规定: ['有', '未使用人工智能'] },
] as const)

type Row = Readonly<{ 项目: string; 实测: string }>

/**
 * C13 to C16, C23, C25 over the typeset file: a Word file is measured here, whatever was typed in; of a PDF or OFD file people fill in what
 * they measured. What was not measured is a fault: nothing passes unseen.
 */
export default async function gongwenLayout(work: CaseWork): Promise<Readonly<{ 版面: readonly Row[]; 版面问题: readonly Fault[] }>> {
  const file = (await work.files?.('定稿文件'))?.at(-1)
  const isWord = file !== undefined && /\.docx$/iu.test(file.name)
  const measured = isWord ? work.measureOfficial?.(file.content) : undefined
  const typed = rowsOf(work, '版面').map(({ 项目 = '', 实测 = '' }) => [项目, 实测.trim()] as const)
  const items = new Map(isWord ? Object.entries(measured ?? {}) : typed)
  if (items.get('文档属性标识') === '没有' && work.fields['使用人工智能'] === false) items.set('文档属性标识', '未使用人工智能')
  const urgency = textOf(work, '紧急程度')
  const isMissing = items.get('紧急程度位置') === '无' && urgency !== '' && urgency !== '无'
  return {
    版面: [...items].map(([项目, 实测]) => ({ 项目, 实测 })),
    版面问题: [
      ...(isWord && !measured ? [{ 编号: 'C13', 位置: file.name, 问题: '这个 Word 文件读不出来：另存为 .docx 再传' }] : []),
      ...(isMissing ? [{ 编号: 'C23', 位置: '紧急程度位置', 问题: `没有标注，应为 ${urgency}` }] : []),
      ...layoutRules.flatMap((rule) => faultsOf(rule, items.get(rule.项目) ?? '')),
    ],
  }
}

function faultsOf(rule: LayoutRule, found: string): readonly Fault[] {
  const wanted = '规定' in rule ? rule.规定[0]! : rule.下限 === rule.上限 ? `${rule.下限}` : `${rule.下限} 至 ${rule.上限}`
  if (found === '') return [{ 编号: rule.编号, 位置: rule.项目, 问题: `没有测量，应为 ${wanted}` }]
  const number = Number(found)
  const holds = '规定' in rule ? rule.规定.includes(found) : number >= rule.下限 && number <= rule.上限
  return holds ? [] : [{ 编号: rule.编号, 位置: rule.项目, 问题: `是 ${found}，应为 ${wanted}` }]
}
