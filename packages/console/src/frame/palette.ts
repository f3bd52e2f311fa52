/** The colours of one theme. The same values stand in styles/tokens.css for the page's own rules; a test compares them. */
export type Palette = Readonly<Record<ColourName, string>>

/** What a colour is for. `soft` ones are grounds for the text of the same name. */
export type ColourName =
  | 'ground'
  | 'surface'
  | 'sunken'
  | 'line'
  | 'line-strong'
  | 'text'
  | 'text-second'
  | 'text-third'
  | 'accent'
  | 'accent-strong'
  | 'accent-soft'
  | 'on-accent'
  | 'good'
  | 'good-soft'
  | 'warn'
  | 'warn-soft'
  | 'info'
  | 'info-soft'
  | 'bad'
  | 'bad-soft'
  | 'quote'

/** The two themes: ink on paper with cinnabar marks, and the same by night. */
export const palettes: Readonly<Record<'light' | 'dark', Palette>> = {
  light: {
    ground: '#f7f5f2',
    surface: '#ffffff',
    sunken: '#f1eeea',
    line: '#e4dfd8',
    'line-strong': '#8f877d',
    text: '#221e1a',
    'text-second': '#5c554d',
    'text-third': '#6f675f',
    accent: '#9e2b25',
    'accent-strong': '#7f201b',
    'accent-soft': '#f9edeb',
    'on-accent': '#ffffff',
    good: '#1d6440',
    'good-soft': '#e7f2ec',
    warn: '#804c00',
    'warn-soft': '#fbf0dc',
    info: '#2a5785',
    'info-soft': '#e8eff7',
    bad: '#a8231b',
    'bad-soft': '#fcedeb',
    quote: '#fce8a9',
  },
  dark: {
    ground: '#151311',
    surface: '#1e1b19',
    sunken: '#282422',
    line: '#383330',
    'line-strong': '#7a726b',
    text: '#ede8e2',
    'text-second': '#b8b0a7',
    'text-third': '#9f968d',
    accent: '#e8948a',
    'accent-strong': '#f2aea6',
    'accent-soft': '#3a2522',
    'on-accent': '#2b0f0c',
    good: '#83cba0',
    'good-soft': '#1c2f24',
    warn: '#e3b767',
    'warn-soft': '#352a13',
    info: '#93bce4',
    'info-soft': '#1d2937',
    bad: '#f39b92',
    'bad-soft': '#3c211e',
    quote: '#574410',
  },
}
