import { pick, type Chance, type Sample } from './citations-texts.ts'

/** A change that leaves a quote true; nothing where it does not apply. */
export type HarmlessChange = (sample: Sample, chance: Chance) => Sample | undefined

const han = /\p{Script=Han}/u
const traditional = new Map(
  [
    ...'规規条條补補应應当當办辦电電机機标標准準时時间間设設备備证證请請书書处處发發业業员員费費场場对對动動开開关關检檢查查',
  ].reduce<[string, string][]>(
    (pairs, character, index, all) => (index % 2 === 0 ? [...pairs, [character, all[index + 1]!]] : pairs),
    [],
  ),
)

function everywhere(quote: string, from: RegExp, to: string | ((found: string) => string)): string {
  return typeof to === 'string' ? quote.replace(from, to) : quote.replace(from, (found) => to(found))
}

/** The change of the quote's words by a pattern, where the pattern is in it. */
function changing(from: RegExp, to: string | ((found: string) => string)): HarmlessChange {
  return ({ stored, quote }) => {
    const changed = everywhere(quote, from, to)
    return changed === quote ? undefined : { stored, quote: changed }
  }
}

function insertedBetween(quote: string, between: RegExp, part: string, chance: Chance): string | undefined {
  const places = [...quote].flatMap((_, at) => (at > 0 && between.test(quote.slice(at - 1, at + 1)) ? [at] : []))
  if (places.length === 0) return undefined
  const at = pick(places, chance)
  return quote.slice(0, at) + part + quote.slice(at)
}

function inserting(between: RegExp, part: string): HarmlessChange {
  return ({ stored, quote }, chance) => {
    const changed = insertedBetween(quote, between, part, chance)
    return changed === undefined ? undefined : { stored, quote: changed }
  }
}

/** A stored text wrapped to lines of a width, as text taken from pages is: after a space in English, anywhere in Chinese. */
function wrapped(text: string, width: number): string {
  return text
    .split('\n')
    .map((line) =>
      han.test(line)
        ? (line.match(new RegExp(`.{1,${width}}`, 'gsu')) ?? []).join('\n')
        : line.replace(new RegExp(`(.{${width},}?) `, 'gs'), '$1\n'),
    )
    .join('\n')
}

function hyphenated(text: string): string {
  return text.replace(/\b([a-z]{4})([a-z]{4,})\b/g, '$1-\n$2')
}

const fullWidth = (found: string): string =>
  [...found].map((character) => String.fromCodePoint(character.codePointAt(0)! + 0xfee0)).join('')

/** Every harmless change by its name. */
export const harmlessChanges: Readonly<Record<string, HarmlessChange>> = {
  'nothing changed': (sample) => sample,
  'line breaks inside': inserting(/^[\p{L}，。；、][\p{Script=Han}，。；、]$/u, '\n'),
  'spaces became line breaks': changing(/ /g, '\n'),
  'stored text wrapped at 28': ({ stored, quote }) => ({ stored: wrapped(stored, 28), quote }),
  'spaces at Chinese, Latin, digits': inserting(/^(?:\p{Script=Han}[A-Za-z0-9]|[A-Za-z0-9%]\p{Script=Han})$/u, ' '),
  'spaces left out there': changing(/(?<=\p{Script=Han}) (?=[A-Za-z0-9])|(?<=[A-Za-z0-9%]) (?=\p{Script=Han})/gu, ''),
  'space between Chinese characters': inserting(/^\p{Script=Han}{2}$/u, ' '),
  'ideographic space': changing(/(?<=\p{Script=Han}) | (?=\p{Script=Han})/gu, '\u3000'),
  'full-width letters and digits': changing(/[A-Za-z0-9]+/g, fullWidth),
  'half-width punctuation': changing(/[，：；（）！？％]/g, (mark) => String.fromCodePoint(mark.codePointAt(0)! - 0xfee0)),
  'full-width punctuation': changing(/(?<=\p{Script=Han})[,:;()!?](?!\d)/gu, fullWidth),
  'another kind of pause': changing(/[，、](?=\p{Script=Han})/gu, (mark) => (mark === '，' ? '、' : '，')),
  'other quotation marks': changing(/[“”]/g, (mark) => (mark === '“' ? '「' : '」')),
  'straight quotation marks': changing(/[“”]|‘(?=\W)|(?<=\W)’/g, '"'),
  'quotation marks around a word': inserting(/^\p{Script=Han}{2}$/u, '“'),
  'other dashes': changing(/[-–—−]/g, '–'),
  'other brackets': changing(/[（(〔]([^）)〕]*)[）)〕]/g, (found) => `［${found.slice(1, -1)}］`),
  'a soft hyphen': inserting(/^[A-Za-z]{2}$/, '\u00ad'),
  'a zero-width space': inserting(/^.{2}$/su, '\u200b'),
  'hyphenation in the quote': changing(/\b([A-Za-z]{4})(?=[a-z]{4})/g, (found) => `${found}-\n`),
  'hyphenation in the stored text': ({ stored, quote }) =>
    /[a-z]{8}/.test(quote) ? { stored: hyphenated(stored), quote } : undefined,
  'traditional characters': changing(/\p{Script=Han}/gu, (one) => traditional.get(one) ?? one),
  ligatures: changing(/fi|fl/g, (found) => (found === 'fi' ? 'ﬁ' : 'ﬂ')),
  'ligatures in the stored text': ({ stored, quote }) =>
    /fi|fl/.test(quote) ? { stored: stored.replaceAll('fi', 'ﬁ').replaceAll('fl', 'ﬂ'), quote } : undefined,
  'accents apart': changing(/[à-ÿ]/g, (found) => found.normalize('NFD')),
  'capital letters': changing(/[a-z]{3,}/g, (found) => found.toUpperCase()),
  'Markdown emphasis': inserting(/^\p{Script=Han}{2}$/u, '**'),
  'a full stop added': ({ stored, quote }) => (/\p{L}$/u.test(quote) ? { stored, quote: `${quote}。` } : undefined),
  'ellipsis at both ends': ({ stored, quote }) => ({ stored, quote: `……${quote}…` }),
  'ellipsis between parts': ({ stored, quote }) => {
    const cuts = [...quote.matchAll(/[，；,;](?!\d)/g)].map(({ index }) => index)
    const [one, two] = [cuts[0], cuts.at(-1)]
    if (one === undefined || two === undefined || one < 6 || two <= one || quote.length - two < 7) return undefined
    return { stored, quote: `${quote.slice(0, one)}……${quote.slice(two + 1).trim()}` }
  },
}
