import type { Page } from 'playwright-core'

type Stop = Readonly<{ there: boolean; at: string; unseen?: string }>

/** The day's parts of an input are stops of their own, in one element; more than these in one place is a trap. */
const mostInOnePlace = 8

/** Goes about a page by the keyboard alone. At every stop of the Tab key the focus must be to be seen, and must be able to go on. */
export class Keyboard {
  /** Stops at which nothing showed where the focus was. */
  readonly unseen = new Set<string>()
  private readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  /** Moves the focus until it is within what the selector says. */
  async to(selector: string, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
    let [last, times] = ['', 0]
    for (let stops = 0; stops < 150; stops++) {
      await this.page.keyboard.press(key)
      const { there, at, unseen } = await this.page.evaluate(stopWithin, selector)
      if (unseen !== undefined) this.unseen.add(unseen)
      if (there) return
      times = at === last ? times + 1 : 0
      last = at
      if (times > mostInOnePlace) throw new Error(`the ${key} key does not lead out of ${at}`)
    }
    throw new Error(`the ${key} key does not lead to ${selector}`)
  }

  /** Goes to something and presses it. */
  async press(selector: string, key: 'Enter' | 'Space' = 'Enter'): Promise<void> {
    await this.to(selector)
    await this.page.keyboard.press(key)
  }

  /** Goes to an input and types into it. */
  async fill(selector: string, text: string): Promise<void> {
    await this.to(selector)
    await this.page.keyboard.type(text)
  }
}

/** Where the focus is now; and whether the stop before looked there as it looks now, without the focus. */
function stopWithin(selector: string): Stop {
  const memory = window as unknown as { lastStop?: Readonly<{ at: string; looks: readonly (readonly [Element, string])[] }> }
  // Colours that fade in or out would be read halfway.
  for (const one of document.getAnimations()) if (Number.isFinite(one.effect?.getComputedTiming().endTime)) one.finish()
  const outline = (one: Element): string => {
    const { outlineStyle, outlineWidth, outlineColor, opacity } = getComputedStyle(one)
    const none = outlineStyle === 'none' || Number.parseFloat(outlineWidth) < 2 || opacity === '0'
    return none ? '' : `${outlineWidth} ${outlineColor}`
  }
  const now = document.activeElement ?? document.body
  const before = memory.lastStop
  const moved = before !== undefined && before.looks[0]?.[0] !== now && before.looks.every(([one]) => one.isConnected)
  const unseen = moved && before.looks.every(([one, look]) => look === '' || look === outline(one)) ? before.at : undefined
  // An input may leave it to what is drawn around it.
  const around: Element[] = []
  for (let one: Element | null = now; one !== null && around.length < 5; one = one.parentElement) around.push(one)
  const at = `${now.tagName} ${now.getAttribute('data-testid') ?? now.id} ${now.className} ${now.textContent?.slice(0, 20)}`
  if (now === document.body) delete memory.lastStop
  else memory.lastStop = { at, looks: around.map((one) => [one, outline(one)]) }
  return { there: now.closest(selector) !== null, at, ...(unseen === undefined ? {} : { unseen }) }
}
