import {SHARED_FIELDS, type Content, type SharedField} from './content.ts';

/**
 * A contact as one account may see it. The lens works both ways: `viewContent`
 * takes hidden fields out on the way to a copy, `restoreHidden` puts them back
 * on the way in, so they can neither leave nor be erased.
 */
export function viewContent(
  content: Content,
  hiddenFields: readonly SharedField[],
): Content {
  return pickFields(content, field => !hiddenFields.includes(field));
}

/** `edited`, an edit of the view, as an edit of the whole. */
export function restoreHidden(
  edited: Content,
  whole: Content,
  hiddenFields: readonly SharedField[],
): Content {
  return {
    ...viewContent(edited, hiddenFields),
    ...pickFields(whole, field => hiddenFields.includes(field)),
  };
}

/** Hidden is what every label that shows the contact to the account hides. */
export function hiddenByAll(
  hiddenByLabel: readonly (readonly SharedField[])[],
): readonly SharedField[] {
  return SHARED_FIELDS.filter(
    field =>
      hiddenByLabel.length > 0 &&
      hiddenByLabel.every(hidden => hidden.includes(field)),
  );
}

export function pickFields(
  content: Content,
  wanted: (field: SharedField) => boolean,
): Content {
  return Object.fromEntries(
    SHARED_FIELDS.filter(wanted).flatMap(field => {
      const items = content[field];
      return items === undefined || items.length === 0 ? [] : [[field, items]];
    }),
  );
}
