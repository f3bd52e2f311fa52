const asking =
  /多少|多久|多长|多大|多高|多重|多宽|多远|什么|啥|哪(?!怕)|怎么|怎样|如何|谁|为何|是否|能否|可否|(?<![十百千万两第])几(?![百千万十乎])|([\p{Script=Han}])不\1|有没有|是不是|可不可以|需不需要|[吗呢]$/gu
const open =
  /多少|多久|多长|多大|多高|多重|多宽|多远|什么|啥|哪(?!怕)|怎么|怎样|如何|谁|为何|(?<![十百千万两第])几(?![百千万十乎])/u
// 什么都没了, 不知道是谁, 不论怎样, 没几个月: nothing is asked.
const notAsking =
  /(?:什么|啥|谁|哪儿?|哪里|怎么|多少|几\p{Script=Han}{0,2})(?:都|也)(?!要|需|得|是|有哪)|没(?:什么|啥|几|多少)|(?:不知道?|无法确定|不清楚|不确定|说不清|不论|无论|不管)\p{Script=Han}{0,4}?(?:什么|谁|哪|怎么|怎样|如何|是否|多少|几)|(?:过|这|那|前|近|好)几/gu
const framing =
  /^(?:另外|还有|再就是|再有|此外|同时|顺便|其次|以及|并且|而且|那么|那(?=[\p{Script=Han}]{2})|然后|最后|对了)?[，,、：:\s]*(?:(?:我|我们)?(?:还|也)?(?:想|要)(?:知道|了解|问|请问|咨询)(?:一下|下)?|请问(?:一下|下)?|问一下|问下|顺便问(?:一下|下)?)?[，,、：:\s]*/u
const light =
  /多少钱|多少|多久|多长时间|多长|多大|什么时候|什么|啥|哪些|哪里|哪儿|哪个|哪种|哪|怎么办|怎么|怎样|如何|谁|为何|是否|能否|可否|几[个天年月次种楼点号]?|有没有|是不是|可不可以|能不能|要不要|收不收|用不用|需不需要|一共|总共|大概|应该|应当|需要|可以|必须|还|又|也|就|才|要(?![求点])|得|能|会|是|有|给|收|交|拿|弄|搞|办好|办完|办理|办|处理|完成|费用|费|钱|的|了|吗|呢|吧|啊|呀|时间|期限|我|你|他|她|它|这|那|去|到|在|上|里|[\s，,。？?！!；;：:、]/gu

/** Whether a clause asks something: 多少, 怎么, 能不能, 吗; not 什么都没了. */
export function isAsked(clause: string): boolean {
  return clause.replace(notAsking, '').search(asking) >= 0
}

/** Whether more than yes or no is asked: 多少, 怎么, 哪; not 吗, 能不能. */
export function asksOpenly(clause: string): boolean {
  return open.test(clause.replace(notAsking, ''))
}

/** Whether a clause says itself that it asks for something else: 另外…, 还想问…. */
export function isFramed(clause: string): boolean {
  return framing.exec(clause)![0].length > 0
}

/** Where a clause begins to ask; its length when it does not. */
export function askedFrom(clause: string): number {
  const at = clause.replace(notAsking, (run) => '\0'.repeat(run.length)).search(asking)
  return at < 0 ? clause.length : at
}

/** What a clause is about, without words that ask or that fit any question: 要交多少钱 has nothing of its own. */
export function ownContent(clause: string): string {
  return clause.replace(framing, '').replace(light, '')
}

/** A clause without the words that only join it to the one before: 另外, 还有, 顺便问一下. */
export function withoutFraming(clause: string): string {
  return clause.replace(framing, '').trim()
}

/** The sentences of a text, each without its final mark. */
export function sentencesOf(text: string): string[] {
  return text
    .split(/[。？！；\n]+|[?!;]+(?=\s|$|\p{Script=Han})/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '')
}

/** The clauses of a Chinese sentence; commas within brackets and numbers do not count. */
export function clausesOf(sentence: string): string[] {
  const clauses: string[] = []
  let depth = 0
  let start = 0
  for (let at = 0; at < sentence.length; at++) {
    const character = sentence[at]!
    if ('（(《“「[【'.includes(character)) depth++
    else if ('）)》”」]】'.includes(character)) depth = Math.max(0, depth - 1)
    else if (depth === 0 && isComma(sentence, at)) {
      clauses.push(sentence.slice(start, at).trim())
      start = at + 1
    }
  }
  clauses.push(sentence.slice(start).trim())
  return clauses.filter((clause) => clause !== '')
}

function isComma(text: string, at: number): boolean {
  return text[at] === '，' || (text[at] === ',' && !/^\d,\d/.test(text.slice(at - 1, at + 2)))
}
