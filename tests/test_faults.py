"""Every failure that the bot is built for has a test: the table, and a look at whether those tests exist."""

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
TELEGRAM = "e2e/test_telegram_faults.py::test_a_text_is_answered_or_apologised_for_and_the_figures_tell_why"
FAULTS = {  # failure -> the tests of what the person, the log and the figures say
    "a crash after an update was fetched": ["bot/telegram/test_crashes.py::test_updates_survive_a_kill_at_any_moment"],
    "a restart with an old offset": ["bot/telegram/test_inbox.py::test_after_a_restart_what_was_handled_is_not_told_of_again"],
    "a crash between the effect and its mark": [
        "bot/telegram/test_crashes.py::test_updates_survive_a_kill_at_any_moment",
        "bench/test_kills.py::test_a_bot_that_is_killed_while_people_answer_it_takes_no_answer_twice_and_owes_none",
    ],
    "a send that times out, delivered or not": [
        TELEGRAM, "bot/core/test_sending.py::test_a_reminder_that_is_never_confirmed_is_sent_twice_some_minutes_apart_besides_its_repeats",  # noqa: E501
        "e2e/test_reminders.py::test_a_reminder_whose_answer_is_cut_off_comes_twice_at_most_with_buttons_that_work",
    ],
    "429, for a short time": [TELEGRAM, "bot/telegram/test_sending.py::test_a_refused_message_is_sent_when_telegram_allows_it"],
    "429, for a long time": [
        TELEGRAM, "bot/telegram/test_limits.py::test_chats_that_have_to_wait_for_an_hour_delay_nobody_else",
        "bot/telegram/test_limits.py::test_a_wait_of_hours_is_raised_at_once_and_for_that_chat_alone",
    ],
    "403": [TELEGRAM, "e2e/test_kindness.py::test_who_blocked_the_bot_and_comes_back_is_served_again"],
    "400: not modified, chat not found": ["e2e/test_telegram_faults.py::test_a_screen_that_can_not_be_changed_costs_no_apology"],
    "400: too old": ["e2e/test_telegram_faults.py::test_a_tap_that_can_not_be_answered_does_what_it_is_for"],
    "400: can't parse": [
        TELEGRAM, "bot/core/test_sending.py::test_a_reminder_that_telegram_will_never_take_is_given_up_at_once_and_told_when_it_is_over",  # noqa: E501
    ],
    "5xx": [TELEGRAM, "bot/telegram/test_limits.py::test_what_failed_on_the_way_is_sent_once_more_but_not_what_takes_too_long_nor_a_reminder"],  # noqa: E501
    "an answer that makes no sense": [TELEGRAM],
    "a hang before or after delivery": [TELEGRAM],
    "a file that is cut": ["e2e/test_telegram_faults.py::test_a_file_that_does_not_come_whole_is_asked_for_again"],
    "down when a dose is due": ["e2e/test_reminders.py::test_after_three_hours_without_the_bot_each_dose_is_told_once_and_late_ones_say_so"],  # noqa: E501
    "duplicate and reordered updates": [
        "bot/telegram/test_dispatch.py::test_an_update_that_arrives_twice_is_handled_once",
        "bot/telegram/test_dispatch.py::test_order_within_a_chat_holds_whatever_arrives_and_however_long_it_takes",
        "bot/web/test_server.py::test_an_update_reaches_the_inbox_through_the_webhook_however_often_storing_fails",
    ],
    "an update of any shape": ["e2e/test_fuzz.py::test_updates_of_every_shape_are_handled"],
    "disk full": [
        "bot/telegram/test_dispatch.py::test_what_a_full_disk_keeps_from_being_done_is_done_once_when_there_is_room",
        "bot/web/test_server.py::test_on_a_full_disk_telegram_is_asked_to_come_again_and_health_says_why",
        "bot/storage/test_faults.py::test_a_start_on_a_full_disk_is_refused_with_a_reason",
    ],
    "read-only": ["bot/ops/test_doctor_faults.py::test_every_broken_state_has_a_name_and_a_remedy"],
    "database locked": ["bot/storage/test_faults.py::test_a_fault_that_passes_is_told_as_such_and_afterwards_all_goes_on"],
    "a damaged page": [
        "bot/ops/test_doctor.py::test_a_damaged_database_is_a_problem",
        "bot/ops/test_doctor_faults.py::test_every_broken_state_has_a_name_and_a_remedy",
    ],
    "knowledge swapped, or garbage": [
        "bot/ops/test_live_knowledge.py::test_many_threads_read_while_files_are_swapped",
        "bot/ops/test_live_knowledge.py::test_a_damaged_file_is_told_once_and_the_old_one_stays",
    ],
    "a worker killed": ["inference/test_pool.py::test_a_crash_costs_its_own_task_alone"],
    "out of memory in a worker": [
        "inference/test_memory.py::test_a_process_that_is_bound_gets_no_more_memory",
        "inference/test_memory.py::test_a_task_without_memory_costs_itself_alone",
    ],
    "clock set back": [
        "bot/ops/test_doctor.py::test_a_clock_that_is_before_what_was_stored_is_a_problem",
        "bot/core/test_clock_set_back.py::test_no_dose_is_asked_for_twice_when_the_clock_is_set_back",
        "bot/core/test_clock_jumps.py::test_a_clock_that_jumps_loses_no_dose_and_asks_for_none_twice",
    ],
    "two instances": [
        "bot/ops/test_standby.py::test_a_second_bot_is_refused_and_the_message_names_the_first",
        "bot/ops/test_standby.py::test_the_standby_answers_within_30_seconds_and_the_first_one_sends_nothing_more",
    ],
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_each_failure_has_its_tests(fault: str):
    for place in FAULTS[fault]:
        file, _, name = place.partition("::")
        tree = ast.parse((TESTS / file).read_text("utf-8"))
        named = {
            each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
        }
        assert name in named, place
