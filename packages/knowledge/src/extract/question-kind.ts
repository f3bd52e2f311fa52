/** What form of answer a question asks for. */
export type QuestionKind =
  | 'amount'
  | 'ratio'
  | 'duration'
  | 'time'
  | 'phone'
  | 'place'
  | 'list'
  | 'procedure'
  | 'who'
  | 'yes-no'
  | 'number'

type KindRule = Readonly<{ kind: QuestionKind; asked: RegExp; answered: RegExp }>

// `asked` runs on the folded question, `answered` on a folded sentence: a sentence of the right form is the likelier answer.
const rules: readonly KindRule[] = [
  {
    kind: 'phone',
    asked:
      /电话(?:是|号|多少|$)|(?:打|哪个|什么|多少|啥)电话|电话[?？]|号码|联系方式|怎么联系|手机号|\b(?:phone|call|ring)\b|contact number/,
    answered: /\d{3,4}-\d{3,4}|\d{7,}|1\d{4}\b|内线\s*\d{3,}|\b(?:ext|extension|call)\.?\s*\d{3,}/,
  },
  {
    kind: 'amount',
    asked:
      /多少钱|几块|费用|收费|补贴多少|补多少|给多少|(?:费|钱).{0,4}(?:要交|还要|用交|收吗|交吗)|发多少|领多少|拿多少|标准|金额|额度|封顶|最高|how much|cost|fee|price|amount|maximum/,
    answered: /\d[\d.,]*\s*(?:元|万元|%|块)|免费|不收费|不收取|yuan|rmb|free of charge/,
  },
  {
    kind: 'ratio',
    asked: /百分之|比例|利率|税率|几个点|几成|percent|rate\b/,
    answered: /%|百分之|百分点|[一二三四五六七八九]成|∶|\d:\d|倍|减半/,
  },
  {
    kind: 'duration',
    asked:
      /多久|多长时间|几天|几个工作日|多少天|时限|期限|周期|几个月|几年|多少小时|间隔|有效期|how long|how often|within|interval|deadline/,
    answered:
      /\d+\s*(?:个)?(?:工作日|日|天|个月|月|年|小时|h\b|min|分钟|周|s\b|秒|班|day|hour|month|week|year|minute)|[一二三四五六七八九十]+(?:个)?(?:工作日|日|年|月)|每[日班周月年]|长期/,
  },
  {
    kind: 'time',
    asked: /什么时候|何时|几点|哪天|哪一年|几号|开始施行|时间|when|what time|opening hours/,
    answered: /\d{4}年|\d{1,2}月|\d{1,2}:\d{2}|\d{1,2}日|周[一二三四五六日]|工作日|\d{4}-\d{2}/,
  },
  {
    kind: 'place',
    asked: /在哪|哪里|哪儿|去哪|地址|哪个窗口|几楼|几号窗|where|address|which window/,
    answered: /路\S{0,8}号|楼|窗口|大厅|中心|位置|室|address|floor|street/,
  },
  {
    kind: 'list',
    asked: /哪些|什么材料|材料|资料|带什么|条件|要求|资格|什么人|包括|几种|原因|list|documents|require|conditions?|which|causes?/,
    answered: /[（(][一二三四五六七八九十\d]+[）)]|、|；|^\d+[.、]/,
  },
  {
    kind: 'procedure',
    asked: /怎么办|如何|怎么|怎样|步骤|流程|程序|处理|操作|how (?:do|to|can|should)|steps?|procedure/,
    answered: /应当|先|后|再|[（(][一二三四五六七八九十\d]+[）)]|^\d+[.、]|检查|更换|申请|提交/,
  },
  {
    kind: 'who',
    asked: /谁|哪个部门|哪个单位|什么部门|归谁|找谁|who|which (?:department|office)/,
    answered: /局|委员会|部门|中心|科|单位|班长|工程师|主管|人员|负责|bureau|office|team|technician/,
  },
  { kind: 'number', asked: /多少|几|多大|多高|多重|what (?:is|are) the|how many|value|setting/, answered: /\d/ },
  {
    kind: 'yes-no',
    asked: /吗|能不能|可不可以|可以|是不是|是否|能否|行不行|要不要|^(?:can|may|is|are|do|does|should|must)\b/,
    answered:
      /不得|可以|不予|应当|不能|禁止|允许|不得|必须|严禁|无需|不需要|免收|免缴|免费|减半|不收|must|may|not allowed|required/,
  },
]

/** The forms of answer a folded question asks for; often more than one, sometimes none. */
export function questionKinds(folded: string): readonly QuestionKind[] {
  const kinds = rules.filter(({ asked }) => asked.test(folded)).map(({ kind }) => kind)
  // Any figure satisfies "a number": where the question says which kind, that alone counts.
  return kinds.some((kind) => figures.has(kind)) ? kinds.filter((kind) => kind !== 'number') : kinds
}

const figures: ReadonlySet<QuestionKind> = new Set(['amount', 'duration', 'time', 'phone'])

/** Whether a folded sentence has one of the forms asked for; true when none is. */
export function hasKind(folded: string, kinds: readonly QuestionKind[]): boolean {
  return kinds.length === 0 || rules.some(({ kind, answered }) => kinds.includes(kind) && answered.test(folded))
}

const opinion =
  /你(?:们)?(?:觉得|认为|看法|怎么看|推荐)|公平吗|哪个(?:牌子|品牌)?(?:更)?好[?？]?$|哪.{0,8}(?:更|最)(?:好|差|强|靠谱)|该(?:扣|罚|怪|怨)谁|值不值|划算吗|do you think|your opinion|which is better|recommend/

/** Whether a folded question asks for an opinion: documents state, they do not judge. */
export function asksForOpinion(folded: string): boolean {
  return opinion.test(folded)
}

const live =
  /(?:今天|今晚|今夜|明天|明晚|现在|目前|当前|此刻|实时|今早|昨天|刚才|right now|currently|today|tonight|tomorrow|at the moment).{0,14}(?:还有|还剩|剩|库存|排队|排着|排了|在不在|人多|几个人|堵|天气|营业吗|当班|值班|谁上班|stock|queue|left|weather|on duty)|天气|股价|彩票|weather forecast|(?:right now|currently|today|tonight|tomorrow).{0,40}(?:in stock|queue|on duty)|(?:in stock|queue|weather|on duty)\b.{0,20}(?:now|today|tonight|tomorrow)|(?:查|看)(?:一下|下)?.{0,4}我的?.{0,16}(?:进度|哪一步|到哪|结果|余额|批了)|我的.{0,12}(?:到哪一?步|办到哪|审到哪|批下来|办好了?[吗没])|my application.{0,20}(?:status|progress)/

/**
 * Whether a folded question asks how things stand at this moment (stock left, who is on duty, how far my application is): no document can tell.
 */
export function asksForLiveState(folded: string): boolean {
  return live.test(folded)
}

// A unit in the question is a promise about the answer: 多少牛米 wants a torque, whatever other figures the passage holds.
const units: readonly Readonly<{ asked: RegExp; answered: RegExp }>[] = [
  { asked: /(?:多少|几)(?:牛米|牛·米|n·?m)/, answered: /n[·.]?m|牛[·]?米/ },
  { asked: /(?:多少|几)(?:毫米|mm|个丝|丝)/, answered: /mm|毫米|μm/ },
  { asked: /(?:多少|几)(?:度|摄氏度)(?!电)/, answered: /℃|°|度/ },
  { asked: /(?:多少|几)(?:升|l\b)/, answered: /\dl\b|\d l\b|升/ },
  { asked: /(?:多少|几)(?:兆帕|mpa|公斤压力)|how many mpa/, answered: /mpa|兆帕/ },
  { asked: /(?:多少|几)(?:转|r\/min|rpm)/, answered: /r\/min|rpm|转/ },
  { asked: /(?:多少|几)(?:安|安培|a)(?![a-z\p{Script=Han}])/u, answered: /\d\s?a\b|安/ },
  { asked: /(?:多少|几)(?:平米|平方|平方米)/, answered: /平方米|㎡|m2/ },
]
// Wordings that nothing but this form can answer; 标准 or "how much" may be about anything.
const demands: Readonly<Partial<Record<QuestionKind, RegExp>>> = {
  phone: /电话(?:是|号|多少|$)|(?:打|哪个|什么|多少|啥)电话|电话[?？]|号码|联系方式|手机号|phone number/,
  amount:
    /多少钱|几块|收费多少|(?:补|给|发|领|拿|奖|收|交|缴)多少(?!天|年|月|次|份|人|个)|多少(?:费|元)|how much (?:is|does|do i pay|money)|what (?:is|are) the (?:fee|price|cost)/,
  ratio: /百分之几|几个点|几成|税率|利率/,
  duration: /多久|多长时间|几天|几个工作日|多少天|几个月|多少小时|how long|how often/,
}

/** Whether a folded quotation can be the answer in form: a phone number where one is asked, an amount where money is, the unit that is named. */
export function answersInForm(folded: string, question: string, kinds: readonly QuestionKind[]): boolean {
  const asked = kinds.filter((kind) => demands[kind]?.test(question))
  const kindGiven = asked.length === 0 || rules.some(({ kind, answered }) => asked.includes(kind) && answered.test(folded))
  return kindGiven && units.every((unit) => !unit.asked.test(question) || unit.answered.test(folded))
}
