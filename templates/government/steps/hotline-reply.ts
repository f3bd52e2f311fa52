import { rowsOf, textOf, type CaseWork } from './case-work.ts'
import { personalNumbers } from './personal-numbers.ts'

/** A fault of a reply: the rule, and what is wrong. */
export type ReplyFault = Readonly<{ 编号: string; 问题: string }>

const notOurs =
  /不(?:属于?|归|是)(?:我|本)(?:单位|局|部门|街道|公司|区|镇|委|办)(?:的)?(?:职责|职权|管辖|管理|范围)?|非(?:我|本)(?:单位|局|部门)(?:的)?职责|与(?:我|本)(?:单位|局|部门)无关/u
const named = /(?:应当?由|归|属于?|请(?:联系|向)|由)[^，。；]{0,12}?(?:局|委|办|厅|部|公司|街道|镇人民政府|法院|仲裁委员会|中心)/u
const promise =
  /(?:将(?:会|尽快|及时|继续|于近期|陆续|组织|安排|开展|完成)|尽快|近期(?:内)?|下一步(?:将)?|计划(?:于)?|拟(?:于)?|承诺)/u
const dated =
  /\d{1,2}月(?:\d{1,2}日|底|中旬|上旬|下旬)|\d{4}年|\d+个?(?:工作日|日|天|周|个月)(?:内|前)|本(?:周|月)(?:底|内)|(?:今日|明日|当日)(?:内|前)?/u

/** Rule H9, as far as a program can tell: pushing away, personal data, promises without a date. A person decides what follows. */
export default function hotlineReply(work: CaseWork): Readonly<{ 答复问题: readonly ReplyFault[] }> {
  const parts = [textOf(work, '答复内容'), textOf(work, '答复_措施'), ...rowsOf(work, '诉求点').map(({ 答复 = '' }) => 答复)]
  return { 答复问题: [...pushedAway(parts), ...personal([...parts, textOf(work, '答复_事实')]), ...undated(parts)] }
}

function pushedAway(parts: readonly string[]): readonly ReplyFault[] {
  const text = parts.join('\n')
  const found = notOurs.exec(text)
  if (!found || named.test(text.replace(notOurs, ''))) return []
  return [{ 编号: 'H9-推诿', 问题: `“${found[0]}”之后没有写归哪个单位` }]
}

function personal(parts: readonly string[]): readonly ReplyFault[] {
  const count = new Set(parts.flatMap(personalNumbers)).size
  // The numbers themselves are not repeated.
  return count === 0 ? [] : [{ 编号: 'H9-个人信息', 问题: `有 ${count} 个身份证号或手机号` }]
}

function undated(parts: readonly string[]): readonly ReplyFault[] {
  const sentences = parts.flatMap((part) => part.split(/[。；！\n]/u))
  return sentences
    .filter((sentence) => promise.test(sentence) && !dated.test(sentence))
    .slice(0, 5)
    .map((sentence) => ({
      编号: 'H9-承诺',
      问题: `“${sentence
        .trim()
        .slice(0, 40)
        .replace(/\d{7,}/gu, '…')}”没有写日期`,
    }))
}
