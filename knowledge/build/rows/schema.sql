-- knowledge.db: what is known of medicines in one region. Made whole by knowledge/build, opened read-only by
-- knowledge/catalogue, replaced as a file and never changed in place, so it needs no migrations: another schema
-- number means that the file must be built again. Dates are ISO 8601 texts. NULL always means "not known".

PRAGMA application_id = 0x59414B53; -- 'YAKS'
PRAGMA user_version = 2;            -- the schema number, also in meta

-- region kr|us|tw, schema, built_at (UTC), content_sha256 (see knowledge/checksum.py), counts (JSON: what -> how many),
-- notes (JSON: what an operator should read of the build), companies (JSON: name -> English name; may be absent)
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- A table or file of the officials from which facts were taken.
CREATE TABLE source (
    id        INTEGER PRIMARY KEY,
    name      TEXT NOT NULL,           -- as it is shown to people: 식품의약품안전처 DUR 병용금기
    published TEXT,                    -- the day to which it was current
    UNIQUE (name, published)
) STRICT;

CREATE TABLE product (
    number           INTEGER PRIMARY KEY,      -- key inside this file only; also the rowid in search
    id               TEXT NOT NULL UNIQUE,     -- item code, NDC-9, licence number
    name             TEXT NOT NULL CHECK (name <> ''),
    english          TEXT NOT NULL,
    company          TEXT NOT NULL,
    drug_class       TEXT NOT NULL,            -- 해열.진통.소염제
    class_code       TEXT NOT NULL,            -- 01140
    form             TEXT NOT NULL,            -- 필름코팅정, as published
    route            TEXT CHECK (route IN ('oral', 'injection', 'external', 'topical')),
    atc              TEXT NOT NULL,
    prescription     INTEGER CHECK (prescription IN (0, 1)),
    withdrawn        INTEGER CHECK (withdrawn IN (0, 1)), -- its permit was cancelled, withdrawn or has lapsed
    purpose          TEXT NOT NULL,            -- what it is for, in plain words; Korean in kr, else English
    purpose_english  TEXT NOT NULL,            -- ours only, '' where the purpose is the officials' text
    purpose_from     INTEGER REFERENCES source (id),
    ingredients_from INTEGER REFERENCES source (id), -- NULL: not known, so nothing can be checked
    source           INTEGER NOT NULL REFERENCES source (id)
) STRICT;

-- The active ingredients of a product; of one with several variants, those of the first.
CREATE TABLE ingredient (
    product  INTEGER NOT NULL REFERENCES product (number),
    position INTEGER NOT NULL,         -- from 1, in the officials' order
    name     TEXT NOT NULL CHECK (name <> ''),
    english  TEXT NOT NULL,
    amount   TEXT,                     -- decimal digits, in one tablet or capsule
    unit     TEXT NOT NULL,            -- every mass is in mg; else IU, ml …; '' without an amount
    recognised INTEGER NOT NULL CHECK (recognised IN (0, 1)), -- without a code: a substance that has no rules
    PRIMARY KEY (product, position)
) STRICT, WITHOUT ROWID;

-- The codes under which rules may name an ingredient. Most have one; the DUR tables list some substances under
-- several (olmesartan medoxomil: D000358 and D000972), and then every one of them counts. The first is rank 1.
CREATE TABLE ingredient_code (
    product  INTEGER NOT NULL,
    position INTEGER NOT NULL,
    rank     INTEGER NOT NULL,
    code     TEXT NOT NULL REFERENCES substance (code),
    PRIMARY KEY (product, position, rank),
    FOREIGN KEY (product, position) REFERENCES ingredient (product, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX ingredient_code_by_code ON ingredient_code (code, product);

-- One look of a product: a product of several strengths or colours has several. Colours are names of
-- inference.types.Colour joined by '|'; an imprint of '' is a plain side. Marks are logos that are no characters.
CREATE TABLE appearance (
    product             INTEGER NOT NULL REFERENCES product (number),
    position            INTEGER NOT NULL,      -- from 1
    front_imprint       TEXT,
    front_mark          INTEGER NOT NULL CHECK (front_mark IN (0, 1)),
    front_mark_readings TEXT NOT NULL,         -- what the mark may be read as, '|' between: 'dHP|d-P'; '' not known
    front_colours       TEXT NOT NULL,
    front_score         TEXT CHECK (front_score IN ('none', 'single', 'cross')),
    back_imprint        TEXT,
    back_mark           INTEGER NOT NULL CHECK (back_mark IN (0, 1)),
    back_mark_readings  TEXT NOT NULL,
    back_colours        TEXT NOT NULL,
    back_score          TEXT CHECK (back_score IN ('none', 'single', 'cross')),
    shape               TEXT CHECK (shape IN ('round', 'oblong', 'oval', 'other', 'rectangle', 'octagon', 'triangle',
                                              'diamond', 'pentagon', 'hexagon', 'semicircle')),
    long_mm             REAL CHECK (long_mm > 0),
    short_mm            REAL CHECK (short_mm > 0),
    thick_mm            REAL CHECK (thick_mm > 0),
    picture             TEXT NOT NULL,         -- address of the officials' photo, '' where there is none
    source              INTEGER NOT NULL REFERENCES source (id),
    PRIMARY KEY (product, position)
) STRICT, WITHOUT ROWID;

-- The officials' leaflet in plain language (e약은요), as published; '' where a part is missing.
CREATE TABLE leaflet (
    product      INTEGER PRIMARY KEY REFERENCES product (number),
    purpose      TEXT NOT NULL,
    usage        TEXT NOT NULL,
    warning      TEXT NOT NULL,
    precaution   TEXT NOT NULL,
    interaction  TEXT NOT NULL,        -- medicines and foods to watch
    side_effects TEXT NOT NULL,
    storage      TEXT NOT NULL,
    revised      TEXT,                 -- of this product's text
    source       INTEGER NOT NULL REFERENCES source (id)
) STRICT;

-- Sections of 사용상의주의사항, the text that a product was permitted with, as published.
CREATE TABLE permit_text (
    product INTEGER NOT NULL REFERENCES product (number),
    section TEXT NOT NULL CHECK (section IN ('interaction', 'pregnancy', 'nursing', 'children', 'elderly', 'overdose')),
    words   TEXT NOT NULL,
    source  INTEGER NOT NULL REFERENCES source (id),
    PRIMARY KEY (product, section)
) STRICT, WITHOUT ROWID;

-- Codes on boxes and bills: 표준코드 (13 digits) and 보험코드 (9 digits).
CREATE TABLE product_code (
    code    TEXT NOT NULL,
    product INTEGER NOT NULL REFERENCES product (number),
    kind    TEXT NOT NULL CHECK (kind IN ('standard', 'benefit', 'representative')),
    PRIMARY KEY (code, product)
) STRICT, WITHOUT ROWID;
CREATE INDEX product_code_by_product ON product_code (product);

CREATE TABLE recall (
    id       INTEGER PRIMARY KEY,
    product  INTEGER NOT NULL REFERENCES product (number),
    reason   TEXT NOT NULL,
    lots     TEXT NOT NULL,            -- 제조번호 as published, '' not said
    ordered  TEXT,                     -- the day of the order
    source   INTEGER NOT NULL REFERENCES source (id)
) STRICT;
CREATE INDEX recall_by_product ON recall (product);

-- A substance that rules may name (DUR성분코드).
CREATE TABLE substance (
    code    TEXT PRIMARY KEY,
    name    TEXT NOT NULL,
    english TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The names, salts among them, by which an ingredient is recognised (knowledge/names/substance_names.py makes the key).
CREATE TABLE substance_name (
    key  TEXT NOT NULL,
    code TEXT NOT NULL REFERENCES substance (code),
    PRIMARY KEY (key, code)
) STRICT, WITHOUT ROWID;

-- 병용금기: two things that must not be taken together, each direction and repetition of the officials' rows once.
-- A side matches a product that has ALL of its codes (pair_side): one for a 단일 row, several for a 복합 row.
-- `first` and `second` are the codes that name the sides; first's side sorts before second's.
CREATE TABLE pair (
    id        INTEGER PRIMARY KEY,
    first     TEXT NOT NULL REFERENCES substance (code),
    second    TEXT NOT NULL REFERENCES substance (code),
    reason    TEXT NOT NULL,           -- '|' put back to a comma; the officials' file has no spaces
    condition TEXT NOT NULL,           -- 비고 as published: 48시간이내병용금기; '' is unconditional
    notified  TEXT,                    -- 고시일자
    source    INTEGER NOT NULL REFERENCES source (id)
) STRICT;
CREATE TABLE pair_side (
    pair INTEGER NOT NULL REFERENCES pair (id),
    side INTEGER NOT NULL CHECK (side IN (1, 2)),
    code TEXT NOT NULL REFERENCES substance (code),
    PRIMARY KEY (pair, side, code)
) STRICT, WITHOUT ROWID;
CREATE INDEX pair_side_by_code ON pair_side (code);

-- 병용금기 given for two products by name (the API's item operation), where the ingredients' rule may not reach.
CREATE TABLE product_pair (
    first     INTEGER NOT NULL REFERENCES product (number),
    second    INTEGER NOT NULL REFERENCES product (number),
    substances TEXT NOT NULL,          -- '|' between the two
    reason    TEXT NOT NULL,
    condition TEXT NOT NULL,
    notified  TEXT,
    source    INTEGER NOT NULL REFERENCES source (id),
    PRIMARY KEY (first, second, condition),
    CHECK (first < second)
) STRICT, WITHOUT ROWID;

-- 효능군 중복: two members of one group are a duplicate of effect. A member matches a product that has ALL its codes.
-- A joint group (joint = 1) is several series that an official note counts as one (ACE inhibitors with ARBs);
-- two members of one series also meet in their own group, so a joint group adds something only across series.
CREATE TABLE effect_group (
    id     INTEGER PRIMARY KEY,
    area   TEXT NOT NULL,              -- 효능군: 혈압강하작용의약품
    series TEXT NOT NULL,              -- 계열명: ARB
    joint  INTEGER NOT NULL CHECK (joint IN (0, 1)),
    note   TEXT NOT NULL,
    UNIQUE (area, series)
) STRICT;
CREATE TABLE effect_member (
    id           INTEGER PRIMARY KEY,
    effect_group INTEGER NOT NULL REFERENCES effect_group (id),
    code         TEXT NOT NULL REFERENCES substance (code),
    condition    TEXT NOT NULL,        -- 용량Aspirin>325mg, 외용제는제외
    above_mg     REAL,                 -- counts only above this strength, where the condition says so
    route        TEXT CHECK (route IN ('oral', 'injection', 'external', 'topical')), -- counts only by this route
    notified     TEXT,
    source       INTEGER NOT NULL REFERENCES source (id)
) STRICT;
CREATE TABLE effect_member_code (
    member INTEGER NOT NULL REFERENCES effect_member (id),
    code   TEXT NOT NULL REFERENCES substance (code),
    PRIMARY KEY (member, code)
) STRICT, WITHOUT ROWID;
CREATE INDEX effect_member_code_by_code ON effect_member_code (code);

-- Rules about one medicine and the person who takes it, of a substance (all codes in caution_code, product NULL) or
-- of one product by name (product, no codes).
CREATE TABLE caution (
    id         INTEGER PRIMARY KEY,
    kind       TEXT NOT NULL CHECK (kind IN ('age', 'pregnancy', 'nursing', 'elderly', 'dose', 'duration',
                                             'splitting', 'alcohol', 'food', 'driving')),
    product    INTEGER REFERENCES product (number),
    code       TEXT REFERENCES substance (code), -- names the rule; NULL for a product's own
    substance  TEXT NOT NULL,          -- the name to show, '' for a product's own rule without one
    reason     TEXT NOT NULL,
    condition  TEXT NOT NULL,          -- 비고 as published
    forms      TEXT NOT NULL,          -- 제형 as published, '/' between; '' is every form
    routes     TEXT NOT NULL,          -- the routes of those forms, '|' between; '' is any
    grade      INTEGER CHECK (grade IN (1, 2, 3)), -- of pregnancy
    age        TEXT NOT NULL,          -- 연령기준 as published: 12세미만
    age_from   REAL,                   -- in years: the rule holds for age_from <= age < age_below
    age_below  REAL,
    "limit"    TEXT NOT NULL,          -- 1일최대용량 or 최대투여기간 as published
    limit_days INTEGER,                -- of duration
    limit_mg   REAL,                   -- of dose: of `code` a day, where it is one amount in a unit of mass
    notified   TEXT,
    source     INTEGER NOT NULL REFERENCES source (id)
) STRICT;
CREATE INDEX caution_by_product ON caution (product) WHERE product IS NOT NULL;
CREATE TABLE caution_code (
    caution INTEGER NOT NULL REFERENCES caution (id),
    code    TEXT NOT NULL REFERENCES substance (code),
    PRIMARY KEY (caution, code)
) STRICT, WITHOUT ROWID;
CREATE INDEX caution_code_by_code ON caution_code (code);

-- A class of medicines, or a substance, as leaflets and our own list name it (knowledge/build/groups.csv).
CREATE TABLE "group" (
    id      TEXT PRIMARY KEY,
    name    TEXT NOT NULL,
    english TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE product_group (
    product   INTEGER NOT NULL REFERENCES product (number),
    "group"   TEXT NOT NULL REFERENCES "group" (id),
    substance TEXT NOT NULL,           -- the ingredient by which it belongs; '' where its kind of medicine tells
    PRIMARY KEY (product, "group")
) STRICT, WITHOUT ROWID;

-- What leaflets say of other medicines. Leaflets of the same words share one text.
CREATE TABLE statement (
    text     INTEGER NOT NULL,
    position INTEGER NOT NULL,
    level    TEXT NOT NULL CHECK (level IN ('leaflet-do-not', 'leaflet-ask')),
    "group"  TEXT NOT NULL REFERENCES "group" (id),
    words    TEXT NOT NULL,            -- by which the sentence names the group
    sentence TEXT NOT NULL,            -- as published
    PRIMARY KEY (text, position)
) STRICT, WITHOUT ROWID;
-- Whose leaflet holds for a product: its own, or that of one with the same ingredients, strengths and route.
CREATE TABLE product_leaflet (
    product INTEGER PRIMARY KEY REFERENCES product (number),
    leaflet INTEGER NOT NULL REFERENCES product (number), -- whose leaflet, or the text of whose permit
    text    INTEGER NOT NULL,
    revised TEXT,                      -- of this product's text
    source  INTEGER NOT NULL REFERENCES source (id)
) STRICT;

-- Which kinds of rules were loaded as whole tables, and from where: what is absent here was not checked
-- (Obstacle.NO_RULES), though single rows of it may be in the tables above.
-- kind: contraindicated, duplicate-effect, or a kind of caution.
CREATE TABLE rule_table (
    kind   TEXT NOT NULL,
    source INTEGER NOT NULL REFERENCES source (id),
    rows   INTEGER NOT NULL CHECK (rows > 0),
    PRIMARY KEY (kind, source)
) STRICT, WITHOUT ROWID;

-- Words of a product; rowid = product.number. `initials` are the first consonants of the name's syllables
-- (타이레놀정 -> ㅌㅇㄹㄴㅈ). Prefix queries are fast from one letter on.
CREATE VIRTUAL TABLE search USING fts5 (
    name, english, company, ingredients, initials,
    content = '', columnsize = 0, prefix = '1 2 3', tokenize = 'unicode61 remove_diacritics 2'
);
