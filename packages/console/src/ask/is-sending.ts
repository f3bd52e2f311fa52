/** What {@link isSending} needs to know of a key press. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey' | 'isComposing' | 'keyCode'>

/**
 * Whether a key press sends the question: Enter, but not with a modifier, and not while an input method composes Chinese:
 * there Enter confirms the characters. Safari ends the composition before the key press, and tells by key code 229.
 */
export function isSending(press: KeyPress): boolean {
  if (press.key !== 'Enter' || press.isComposing || press.keyCode === 229) return false
  return !press.shiftKey && !press.altKey && !press.ctrlKey && !press.metaKey
}
