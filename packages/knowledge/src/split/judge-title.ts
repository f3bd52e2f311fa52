import type { NumberedLine } from './numbered-line.ts'

/** What the words behind a number say: a title, perhaps one (the numbers around must bear it out), a sentence, or none. */
export type TitleVerdict = 'title' | 'doubtful' | 'sentence' | 'none'

const units =
  'mm|cm|dm|μm|um|nm|km|m|m2|m3|m²|m³|kg|mg|g|t|MPa|kPa|Pa|hPa|bar|psi|mV|kV|V|VA|kVA|MVA|mA|kA|A|Ah|mAh|kWh|MWh|kW|MW|GW|W|Hz|kHz|MHz|GHz|' +
  's|ms|min|h|d|L|mL|ml|l|N|kN|Nm|N·m|r/min|rpm|mm/s|m/s|km/h|m³/h|m3/h|t/h|L/min|dB|dBA|lx|lm|ppm|K|J|kJ|MJ|M|mM|μM|mol|mol/L|μL|Ω|kΩ|MΩ|in|ft|lb|GB|MB|TB'
// V形带, A级检修, U-bolt: a letter that tells a shape or a class is no unit.
const unit = new RegExp(`^(?:${units})(?![A-Za-z\\d\\-形型级类相区座字列段板柱])`)
const sign = /^(?:[℃℉%‰°×÷±+=<>≤≥≈～~∶:：/*^√]|°C)/
const counted =
  /^(?:以[上下内外]|左右|余|多[个名台]|个(?!人|体|性|案)|小时|分钟|秒(?!表)|工作日|万(?!用|能|向)|亿|元(?!件|器|素)|倍(?!福|频)|名以|号|钢(?!结构|丝|管|板|筋|瓶|材|架|轨|构)|铜线|铝线|不锈钢|铸铁|比\s*\d|月(?:底|初|末|份|内|前|起|中旬|上旬|下旬|至|\s?\d)|日(?:前|内|起|止|至|期间|上午|下午|零时)|年(?:内|底|初|末|前|后|以|至|起|来|期|工作|\s?\d)|天(?:内|后|前|以)|周岁|岁|毫米|厘米|千米|公里|公斤|千克|平方|立方|千瓦|千伏|兆帕|摄氏度)/
const perhapsCounted =
  /^(?:[台名人件次年月日天周米吨班组家户条项节章款只根套辆间层级块片支批位页张度分时环段路座道种类期届份处点起至到前后内外的中所和及与或是为按应须需可不])/
// Of the starts above, words that are common in titles and never count or refer.
const wordStart =
  /^(?:台账|台架|人员|人机|人工|人身|人力|件号|次品|年度|年检|日常|日志|月度|月报|天车|天然气|周期|周检|班组|班次|班前|班后|组织|组装|组态|组成|组件|项目|条件|条码|条形码|节能|节流|节点|章程|套管|间隙|间距|层压|级联|级别|支架|支撑|位置|位移|页面|批次|批量|张力|张紧|度量|分类|分工|分级|分析|分闸|分合|分布|分段|分组|分部|时间|时钟|时刻|环境|环保|环网|段落|路由|路径|路灯|道路|道岔|种类|类型|期限|处理|处置|处罚|点检|起动|起重|起吊|起升|前言|前处理|前置|前提|前期|前轴|前端|后处理|后台|后期|后续|后端|内部|内容|内径|内存|外观|外部|外壳|外形|外径|外协|中央|中间|中控|中心|中压|中断|中性|中频|所用变|所有|和谐|及时|与|为什么|按键|按钮|应急|应用|应力|应变|应答|须知|需求|需要|可靠|可燃|可编程|可视|不间断|不合格|不良|不符合|不平衡|不停电|不锈)/
const refers =
  /^(?:[的和及与或、至到～~,，]\s*(?:第|附录|[A-Z]?\d)|的(?:规定|要求|试验|条件|方法|内容|情形)|所(?:述|列|称|指|示)|中(?:的|所|规定|给出|第)|条(?:的|所|中|规定|要求|第|和|至)|节(?:的|所|中|规定|给出|要求|所述)|款|项(?:的|所|中|规定|要求)|规定的|要求的)/
const months =
  /^(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?(?:,?\s+\d{4}\b.*|\s+\d{2})?$/i
const status =
  /^(?:√|×|○|△|[-—]|正常|合格|不合格|异常|完成|未完成|良好|是|否|有|无|OK|ok|yes|no|[\d.]+(?:mm|kg|MPa|V|A|℃|%|台|个|件|套|只)?)$/
const shortest = 1
const longestChinese = 40
const longestLatin = 90

/** Judges what follows the number of a line. */
export function judgeTitle({ parts, title, spaced, mark }: NumberedLine): TitleVerdict {
  if (sign.test(title) || title.includes('=') || refers.test(title) || months.test(title)) return 'none'
  const value = parts.length <= 2 && mark === ''
  if (value && (unit.test(title) || (counted.test(title) && !wordStart.test(title)))) return 'none'
  if (!/\p{L}/u.test(title) || isRow(title)) return 'none'
  if (isSentence(title)) return spaced || mark !== '' ? 'sentence' : 'none'
  if (title.length > (/\p{Script=Han}/u.test(title) ? longestChinese : longestLatin) || title.length < shortest) return 'none'
  // 20世纪, 4 (POU5F1): a whole number with neither mark nor space, or with a bracket behind it, is seldom a heading's.
  const bare = mark === '' && parts.length === 1 && (!spaced || /^[(（]/.test(title))
  if (bare || /^\d/.test(title) || (mark === '' && perhapsCounted.test(title) && !wordStart.test(title))) return 'doubtful'
  // 0.1 总则 opens a standard; 0.85 of anything is a value.
  return parts[0] === 0 && parts.length > 1 && parts[1]! > 9 ? 'doubtful' : 'title'
}

const commonColon = /^[^，。；：应须将按]{2,12}[：:]$/

function isSentence(title: string): boolean {
  if (/[。；！!;]|[，,][^\s]/.test(title) && /\p{Script=Han}/u.test(title)) return true
  if (/[：:]$/.test(title)) return !commonColon.test(title) || /(?:如下|下列|以下|following|below)[^：:]*[：:]$/i.test(title)
  return /[a-z)]\.$/i.test(title) || /[;；。]$/.test(title) || /[a-z]\. [A-Z]/.test(title)
}

/** The cells of a table row with spaces between them. */
function isRow(title: string): boolean {
  const cells = title.split(/[\s\u3000]+/)
  if (cells.length < 2) return false
  if (cells.slice(1).some((cell) => /^[≤≥<>±√×○△]/.test(cell))) return true
  const bare = cells.filter((cell) => /^[\d.,%~～-]+$/.test(cell)).length
  if (bare >= cells.length - 1 && cells.length > 2) return true
  if (cells.length >= 3 && status.test(cells.at(-1)!)) return true
  const gaps = title.match(/\p{Script=Han}[\s\u3000]+(?=\p{Script=Han})/gu)?.length ?? 0
  return gaps >= 2 || (gaps >= 1 && bare >= 1 && cells.length >= 4)
}
