// Fills in forms with pdf-lib, one after another, until its standard input ends.
// Each line of input is JSON: {"form": "blank.pdf", "values": {…}, "filled": "filled.pdf", "font": "font.ttf"}.
// The values are {"field name": text, true or false (ticks) or the code of an answer (radio)}.
// Each line of output is JSON: what another pdf-lib reads back ("values"), and the codes that each radio group
// offers ("options"); or what went wrong ("error").

import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import fontkit from '@pdf-lib/fontkit';
import { PDFCheckBox, PDFDocument, PDFRadioGroup, PDFTextField } from 'pdf-lib';

function fill(field, value) {
  if (field instanceof PDFTextField) field.setText(value);
  else if (field instanceof PDFCheckBox) value ? field.check() : field.uncheck();
  else if (field instanceof PDFRadioGroup) field.select(value);
  else throw new Error(`${field.getName()} is a ${field.constructor.name}`);
}

function read(field) {
  if (field instanceof PDFTextField) return field.getText() ?? '';
  if (field instanceof PDFCheckBox) return field.isChecked();
  return field.getSelected() ?? '';
}

async function answer({ form, values, filled, font: fontFile }) {
  const document = await PDFDocument.load(readFileSync(form));
  document.registerFontkit(fontkit);
  const font = await document.embedFont(readFileSync(fontFile), { subset: false });
  for (const [name, value] of Object.entries(values)) fill(document.getForm().getField(name), value);
  document.getForm().updateFieldAppearances(font);
  writeFileSync(filled, await document.save({ updateFieldAppearances: false }));

  const again = (await PDFDocument.load(readFileSync(filled))).getForm().getFields();
  const radios = again.filter((field) => field instanceof PDFRadioGroup);
  return {
    values: Object.fromEntries(again.map((field) => [field.getName(), read(field)])),
    options: Object.fromEntries(radios.map((field) => [field.getName(), field.getOptions()])),
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  const said = await answer(JSON.parse(line)).catch((error) => ({ error: String(error.stack) }));
  console.log(JSON.stringify(said));
}
