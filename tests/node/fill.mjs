// Fills in a form with pdf-lib: node fill.mjs form.pdf values.json filled.pdf font.ttf
// The values are {"field name": text, true or false (ticks) or the code of an answer (radio)}.
// Prints what another pdf-lib reads back, and the codes that each radio group offers.

import { readFileSync, writeFileSync } from 'node:fs';
import fontkit from '@pdf-lib/fontkit';
import { PDFCheckBox, PDFDocument, PDFRadioGroup, PDFTextField } from 'pdf-lib';

const [form, values, filled, fontFile] = process.argv.slice(2);

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

const document = await PDFDocument.load(readFileSync(form));
document.registerFontkit(fontkit);
const font = await document.embedFont(readFileSync(fontFile), { subset: false });
for (const [name, value] of Object.entries(JSON.parse(readFileSync(values, 'utf8')))) {
  fill(document.getForm().getField(name), value);
}
document.getForm().updateFieldAppearances(font);
writeFileSync(filled, await document.save({ updateFieldAppearances: false }));

const again = (await PDFDocument.load(readFileSync(filled))).getForm().getFields();
const radios = again.filter((field) => field instanceof PDFRadioGroup);
console.log(
  JSON.stringify({
    values: Object.fromEntries(again.map((field) => [field.getName(), read(field)])),
    options: Object.fromEntries(radios.map((field) => [field.getName(), field.getOptions()])),
  }),
);
