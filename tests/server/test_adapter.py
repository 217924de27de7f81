"""What the bot says in a turn reaches the connector as it was meant."""

from __future__ import annotations

from botbuilder.schema import Activity, Attachment

CARD = "application/vnd.microsoft.card.adaptive"


async def test_cards_go_out_as_they_are_and_stay_as_they_were(house):
    first = {"type": "AdaptiveCard", "body": [{"type": "TextBlock", "text": "Hei", "x": None}], "n": 1.5}
    second = {"type": "AdaptiveCard", "body": []}
    reply = Activity(
        type="message",
        attachments=[
            Attachment(content_type=CARD, content=first),
            Attachment(content_type=CARD, content=second),
        ],
    )

    async def on_turn(context):
        await context.send_activity(reply)

    house.bot.on_turn = on_turn
    assert await house.post(await house.open(), house.activity()) == 201
    [call] = await house.service.wait_for(1)
    assert call.body["attachments"] == [
        {"contentType": CARD, "content": first},
        {"contentType": CARD, "content": second},
    ]
    assert reply.attachments[0].content is first


async def test_a_turn_may_update_and_delete_what_it_sent(house):
    async def on_turn(context):
        sent = await context.send_activity("a")
        await context.update_activity(Activity(type="message", id=sent.id, text="b"))
        await context.delete_activity(sent.id)

    house.bot.on_turn = on_turn
    assert await house.post(await house.open(), house.activity(id=...)) == 201
    calls = await house.service.wait_for(3)
    assert [(call.method, call.activity) for call in calls] == [
        ("POST", ""),
        ("PUT", "sent-1"),
        ("DELETE", "sent-1"),
    ]
    assert [activity["text"] for activity in house.service.sent] == ["a"]
