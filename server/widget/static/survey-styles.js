// Owns the look of the end of a chat and of its survey.
export const SURVEY = `
.at-end > :is(.log, .banner, .composer), .at-end > .foot > :not(:first-child) { display: none; }
.ending { flex: 1 1 0; min-height: 9em; padding: 1em 1.1em; overflow-y: auto; }
.survey > * + * { margin-top: .75em; }
.survey h3 { font-size: 1.1em; }
.survey h3:focus, .thanks:focus { outline: none; }
.survey fieldset { border: 0; min-width: 0; }
.survey legend, .survey > label { font-weight: 700; }
.survey > .survey-hint { margin-top: .1em; font-size: .875em; color: var(--muted); }
.survey-error:empty { display: none; }
.survey-error { color: var(--wrong); font-weight: 600; }
.thumbs { display: flex; flex-wrap: wrap; gap: .6em; margin-top: .5em; }
.thumb {
  display: flex;
  flex: 1;
  align-items: center;
  gap: .5em;
  min-height: 44px;
  padding: .25em .8em;
  border: 1px solid var(--link);
  border-radius: calc(var(--radius) / 2);
  cursor: pointer;
}
.thumb:has(:checked) { outline: 2px solid var(--link); font-weight: 700; }
.thumb:has(:focus-visible) { outline: 3px solid var(--focus); outline-offset: 2px; }
.thumb svg { color: var(--link); }
.driver {
  display: flex;
  align-items: center;
  gap: .6em;
  min-height: 32px;
  padding-block: .2em;
  line-height: 1.35;
  cursor: pointer;
}
.survey input { width: 1.2em; height: 1.2em; flex: none; accent-color: var(--primary); }
.survey textarea { display: block; width: 100%; min-height: 3em; margin-top: .3em; }
`;
