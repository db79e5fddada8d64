"""Rules, and what leaflets say of other medicines, as rows."""

from collections.abc import Iterator

from knowledge.build.merge import Facts
from knowledge.build.rows.rows import Numbers, Row, Table, iso, real
from knowledge.interactions.verdicts import CautionKind, Verdict
from knowledge.products import Source
from knowledge.sources.records import CautionRecord, SampleRecord


class RuleRows:
    """The tables about substances and rules."""

    def __init__(self, facts: Facts, numbers: Numbers) -> None:
        self._facts, self._numbers = facts, numbers

    def tables(self) -> Iterator[Table]:
        """Yield each table with its rows, those first that others point to."""
        yield "substance", self._substances()
        yield "substance_name", self._substance_names()
        yield "pair", self._pairs()
        yield "pair_side", self._pair_sides()
        yield "product_pair", self._product_pairs()
        yield from self._effects()
        yield "caution", self._cautions()
        yield "caution_code", self._caution_codes()
        yield "group", self._groups()
        yield "product_group", self._product_groups()
        yield "statement", self._statements()
        yield "product_leaflet", self._leaflets_that_hold()
        yield "rule_table", self._rule_tables()

    def _substances(self) -> Iterator[Row]:
        for code, (name, english) in sorted(self._facts.substances.known.items()):
            yield {"code": code, "name": name, "english": english}

    def _substance_names(self) -> Iterator[Row]:
        for name, codes in sorted(self._facts.substances.names.items()):
            for code in sorted(codes):
                yield {"key": name, "code": code}

    def _pairs(self) -> Iterator[Row]:
        for number, one in enumerate(self._facts.pairs, start=1):
            yield {
                "id": number,
                "first": one.first.code,
                "second": one.second.code,
                "reason": one.reason,
                "condition": one.condition,
                "notified": iso(one.notified),
                "source": self._numbers.source(one.source),
            }

    def _pair_sides(self) -> Iterator[Row]:
        for number, one in enumerate(self._facts.pairs, start=1):
            for side, components in ((1, one.first), (2, one.second)):
                for code in components.sort_key:
                    yield {"pair": number, "side": side, "code": code}

    def _product_pairs(self) -> Iterator[Row]:
        for one in self._facts.product_pairs:
            yield {
                "first": self._numbers.products[one.first],  # numbers run by id, so first < second here too
                "second": self._numbers.products[one.second],
                "substances": "|".join(one.substances),
                "reason": one.reason,
                "condition": one.condition,
                "notified": iso(one.notified),
                "source": self._numbers.source(one.source),
            }

    def _effects(self) -> Iterator[Table]:
        """Yield the series with their members."""
        groups: list[Row] = []
        members: list[Row] = []
        codes: list[Row] = []
        for group, one in enumerate(self._facts.effects, start=1):
            joint = int(one.joint)
            groups.append(
                {"id": group, "area": one.area, "series": one.series, "joint": joint, "note": one.note}
            )
            for record in one.members:
                number = len(members) + 1
                members.append(
                    {
                        "id": number,
                        "effect_group": group,
                        "code": record.member.code,
                        "condition": record.condition,
                        "above_mg": real(record.above_mg),
                        "route": record.route,
                        "notified": iso(record.notified),
                        "source": self._numbers.source(record.source),
                    }
                )
                codes += [{"member": number, "code": code} for code in record.member.sort_key]
        yield "effect_group", groups
        yield "effect_member", members
        yield "effect_member_code", codes

    def _cautions(self) -> Iterator[Row]:
        for number, one in enumerate(self._facts.cautions, start=1):
            yield self._caution(number, one)

    def _caution(self, number: int, one: CautionRecord) -> Row:
        code = one.components.code if one.components else None
        named = self._facts.substances.known.get(code, ("", ""))[0] if code else ""
        return {
            "id": number,
            "kind": one.kind,
            "product": self._numbers.products[one.product] if one.product else None,
            "code": code,
            "substance": one.substance or named,
            "reason": one.reason,
            "condition": one.condition,
            "forms": "/".join(one.forms),
            "routes": "|".join(one.routes),
            "grade": one.grade,
            "age": one.age,
            "age_from": one.ages.from_years,
            "age_below": one.ages.below_years,
            "limit": one.limit,
            "limit_days": one.limit_days,
            "limit_mg": real(one.limit_mg),
            "notified": iso(one.notified),
            "source": self._numbers.source(one.source),
        }

    def _caution_codes(self) -> Iterator[Row]:
        for number, one in enumerate(self._facts.cautions, start=1):
            for code in one.components.sort_key if one.components else ():
                yield {"caution": number, "code": code}

    def _groups(self) -> Iterator[Row]:
        for group in self._facts.groups:
            yield {"id": group.id, "name": group.korean, "english": group.english}

    def _product_groups(self) -> Iterator[Row]:
        for id_, memberships in self._facts.memberships.items():
            for one in memberships:
                yield {"product": self._numbers.products[id_], "group": one.group, "substance": one.substance}

    def _statements(self) -> Iterator[Row]:
        for text, said in enumerate(self._facts.statements.texts):
            for position, one in enumerate(said, start=1):
                yield {
                    "text": text,
                    "position": position,
                    "level": one.level,
                    "group": one.group,
                    "words": one.words,
                    "sentence": one.sentence,
                }

    def _leaflets_that_hold(self) -> Iterator[Row]:
        for id_, (leaflet, text) in self._facts.statements.holds.items():
            read = self._facts.read[leaflet]
            yield {
                "product": self._numbers.products[id_],
                "leaflet": self._numbers.products[leaflet],
                "text": text,
                "revised": read.revised.isoformat() if read.revised else None,
                "source": self._numbers.source(read.source),
            }

    def _rule_tables(self) -> Iterator[Row]:
        """Yield the tables that are here as a whole: only those tell something by what they do not name."""
        rows: dict[tuple[str, int | None], int] = {}
        facts = self._facts
        series = (group for group in facts.effects if not group.joint)
        read = facts.read_names
        told: list[tuple[Verdict | CautionKind, Source]] = [
            *((Verdict.CONTRAINDICATED, one.source) for one in facts.pairs),
            *((Verdict.CONTRAINDICATED, one.source) for one in facts.product_pairs),
            *((Verdict.DUPLICATE_EFFECT, one.source) for group in series for one in group.members),
            *((one.kind, one.source) for one in facts.cautions if one.source.name not in read),
        ]
        for kind, source in told:
            if SampleRecord(kind, source) not in facts.samples:
                place = (kind.value, self._numbers.source(source))
                rows[place] = rows.get(place, 0) + 1
        for (name, number), count in sorted(rows.items(), key=str):
            yield {"kind": name, "source": number, "rows": count}
