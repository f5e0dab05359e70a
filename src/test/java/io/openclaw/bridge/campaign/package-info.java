/// Campaigns against the packaged service from outside, as a black box: processes are killed at random moments under load, and
/// afterwards the fake gateway, which remembers everything, is asked for every notification that was ever accepted.
///
/// Start at [io.openclaw.bridge.campaign.CrashCampaign]; the short form that `verify` runs is
/// [io.openclaw.bridge.campaign.NothingAcceptedIsLostIT].
@NullMarked
package io.openclaw.bridge.campaign;

import org.jspecify.annotations.NullMarked;
