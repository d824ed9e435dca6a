"""study: what the truth of a simulated world says about its calibration, the label and the model."""

from neglect_triage.chronology.joins import account_of_joins
from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.errors import run
from neglect_triage.files import read_json, write_json, write_text
from neglect_triage.params import load_params
from neglect_triage.paths import DATA
from neglect_triage.simulate.calibration import meant_to_be_like, published, stop_if_off
from neglect_triage.study.run import calibration_of_run, pages_of_run, recorded_and_true_of_run, study_run
from neglect_triage.study.truth import OF_ONE_WORLD
from neglect_triage.study.world_page import world_figures, world_page


def main() -> None:
    """Write what the truth says, in world.html and three files of figures; stop where the world is off the published figures."""
    params = load_params()
    vocabulary = load_vocabulary(params.source.vocabulary)
    simulated = params.source.kind == "simulate"
    calibration = calibration_of_run(DATA) if simulated else None
    found, drivers = study_run(DATA, params, vocabulary) if simulated else (None, {})
    if found:
        print("\n".join(account_of_joins([found.with_truth], params.source.least_link_rate, OF_ONE_WORLD)))
    records = pages_of_run(DATA, params) if simulated else {}
    bias, by_group = read_json(DATA.label_bias), read_json(DATA.records_by_group)
    write_text(DATA.page("world"), world_page(found, calibration, published(), vocabulary, bias, records, by_group))
    write_json(DATA.world_figures, world_figures(found, calibration, records))
    write_json(DATA.drivers, drivers)
    write_json(DATA.recorded_and_true, recorded_and_true_of_run(DATA, vocabulary) if simulated else {})
    if calibration and params.world and meant_to_be_like(params.world):
        stop_if_off(calibration.lines)


if __name__ == "__main__":
    run(main)
