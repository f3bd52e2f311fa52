import { theme, type ThemeConfig } from 'antd'
import { type Palette, palettes } from './palette.ts'

/** Ant Design in the colours and measures of the page. */
export function antdTheme(dark: boolean): ThemeConfig {
  const colour = palettes[dark ? 'dark' : 'light']
  const hover = dark ? colour.line : colour.sunken
  return {
    algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    hashed: false,
    token: {
      fontFamily: 'var(--font)',
      fontSize: 14,
      borderRadius: 7,
      controlHeight: 34,
      colorPrimary: colour.accent,
      colorPrimaryHover: colour['accent-strong'],
      colorPrimaryActive: colour['accent-strong'],
      colorLink: colour.accent,
      colorLinkHover: colour['accent-strong'],
      colorInfo: colour.info,
      colorError: colour.bad,
      colorWarning: colour.warn,
      colorSuccess: colour.good,
      colorText: colour.text,
      colorTextSecondary: colour['text-second'],
      colorTextTertiary: colour['text-third'],
      colorTextPlaceholder: colour['text-third'],
      colorBgBase: colour.surface,
      colorBgLayout: colour.ground,
      colorBgContainer: colour.surface,
      colorBgElevated: dark ? colour.sunken : colour.surface,
      colorBorder: colour['line-strong'],
      colorBorderSecondary: colour.line,
      colorSplit: colour.line,
      controlItemBgActive: colour['accent-soft'],
      controlItemBgActiveHover: colour['accent-soft'],
      controlItemBgHover: hover,
      controlOutline: colour['accent-soft'],
      // Where the focus is: as the page's own :focus-visible.
      colorPrimaryBorder: colour.accent,
      lineWidthFocus: 2,
    },
    components: componentsIn(colour, hover),
  }
}

function componentsIn(colour: Palette, hover: string): NonNullable<ThemeConfig['components']> {
  return {
    Button: {
      primaryColor: colour['on-accent'],
      dangerColor: colour['on-accent'],
      primaryShadow: 'none',
      defaultShadow: 'none',
      dangerShadow: 'none',
    },
    Progress: { defaultColor: colour.accent, remainingColor: colour.line },
    Select: { optionSelectedBg: colour['accent-soft'], optionActiveBg: hover },
    Table: {
      headerBg: colour.surface,
      headerColor: colour['text-second'],
      headerSplitColor: 'transparent',
      rowHoverBg: colour.ground,
      cellPaddingBlockMD: 12,
      cellPaddingInlineMD: 16,
    },
    Segmented: { trackBg: colour.line, itemColor: colour['text-second'], itemSelectedBg: colour.surface },
    Tooltip: { fontSize: 13 },
  }
}
