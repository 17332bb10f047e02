<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Answers</name>
    <message numerus="yes">
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n picture</numerusform>
            <numerusform>%n pictures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>AttackView</name>
    <message numerus="yes">
        <source>%n step(s)</source>
        <translation>
            <numerusform>%n step</numerusform>
            <numerusform>%n steps</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>BenchView</name>
    <message numerus="yes">
        <source>%n photo(s)</source>
        <translation>
            <numerusform>%n photo</numerusform>
            <numerusform>%n photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n step(s)</source>
        <translation>
            <numerusform>%n step</numerusform>
            <numerusform>%n steps</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ChangeLine</name>
    <message numerus="yes">
        <source>Compared with before, on %n photo(s) judged both times: {difference} (95 times of 100 between {low} and {high}); {righted} right now, {wronged} wrong now.</source>
        <translation>
            <numerusform>Compared with before, on %n photo judged both times: {difference} (95 times of 100 between {low} and {high}); {righted} right now, {wronged} wrong now.</numerusform>
            <numerusform>Compared with before, on %n photos judged both times: {difference} (95 times of 100 between {low} and {high}); {righted} right now, {wronged} wrong now.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ChannelGrid</name>
    <message numerus="yes">
        <source>%n channel(s)</source>
        <translation>
            <numerusform>%n channel</numerusform>
            <numerusform>%n channels</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ComparedView</name>
    <message numerus="yes">
        <source>Right on %n photo(s) that the probe has not learnt from</source>
        <translation>
            <numerusform>Right on %n photo that the probe has not learnt from</numerusform>
            <numerusform>Right on %n photos that the probe has not learnt from</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Right on %n photo(s) that nobody learnt from</source>
        <translation>
            <numerusform>Right on %n photo that nobody learnt from</numerusform>
            <numerusform>Right on %n photos that nobody learnt from</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>With %n photo(s) a class: frozen {frozen}, from scratch {scratch}.</source>
        <translation>
            <numerusform>With %n photo a class: frozen {frozen}, from scratch {scratch}.</numerusform>
            <numerusform>With %n photos a class: frozen {frozen}, from scratch {scratch}.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>EvaluateForm</name>
    <message numerus="yes">
        <source>You have looked at these %n time(s).</source>
        <translation>
            <numerusform>You have looked at these %n time.</numerusform>
            <numerusform>You have looked at these %n times.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FindingsView</name>
    <message numerus="yes">
        <source>Take all %n suggestion(s)</source>
        <translation>
            <numerusform>Take %n suggestion</numerusform>
            <numerusform>Take all %n suggestions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The others agree with the labels of {share} of %n photo(s)</source>
        <translation>
            <numerusform>The others agree with the label of {share} of %n photo</numerusform>
            <numerusform>The others agree with the labels of {share} of %n photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FolderMap</name>
    <message numerus="yes">
        <source>{method} of the embeddings of %n photo(s)</source>
        <translation>
            <numerusform>{method} of the embedding of %n photo</numerusform>
            <numerusform>{method} of the embeddings of %n photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Gallery</name>
    <message numerus="yes">
        <source>%n photo(s)</source>
        <translation>
            <numerusform>%n photo</numerusform>
            <numerusform>%n photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Matrix</name>
    <message numerus="yes">
        <source>%n of {whole} photo(s) of {truth} recognised ({share})</source>
        <translation>
            <numerusform>%n of {whole} photos of {truth} recognised ({share})</numerusform>
            <numerusform>%n of {whole} photos of {truth} recognised ({share})</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of {whole} photo(s) of {truth} taken for {said} ({share})</source>
        <translation>
            <numerusform>%n of {whole} photos of {truth} taken for {said} ({share})</numerusform>
            <numerusform>%n of {whole} photos of {truth} taken for {said} ({share})</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Measuring</name>
    <message numerus="yes">
        <source>%n photo(s)</source>
        <translation>
            <numerusform>%n photo</numerusform>
            <numerusform>%n photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MendBar</name>
    <message numerus="yes">
        <source>%n photo(s) corrected</source>
        <translation>
            <numerusform>%n photo corrected</numerusform>
            <numerusform>%n photos corrected</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ModelChooser</name>
    <message numerus="yes">
        <source>%n class(es):</source>
        <translation>
            <numerusform>%n class:</numerusform>
            <numerusform>%n classes:</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Overview</name>
    <message numerus="yes">
        <source>%n photo(s)</source>
        <translation>
            <numerusform>%n photo</numerusform>
            <numerusform>%n photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n class(es)</source>
        <translation>
            <numerusform>%n class</numerusform>
            <numerusform>%n classes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PatchView</name>
    <message numerus="yes">
        <source>learnt over %n photo(s)</source>
        <translation>
            <numerusform>learnt over %n photo</numerusform>
            <numerusform>learnt over %n photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>On %n other photo(s) it misleads at {flat} of random places, held in a hand at {held}.</source>
        <translation>
            <numerusform>On %n other photo it misleads at {flat} of random places, held in a hand at {held}.</numerusform>
            <numerusform>On %n other photos it misleads at {flat} of random places, held in a hand at {held}.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Problems</name>
    <message numerus="yes">
        <source>Show %n photo(s)</source>
        <translation>
            <numerusform>Show %n photo</numerusform>
            <numerusform>Show %n photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RunsView</name>
    <message numerus="yes">
        <source>Delete %n training(s)?</source>
        <translation>
            <numerusform>Delete %n training?</numerusform>
            <numerusform>Delete %n trainings?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Scatter</name>
    <message numerus="yes">
        <source>%n photo(s)</source>
        <translation>
            <numerusform>%n photo</numerusform>
            <numerusform>%n photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message numerus="yes">
        <source>%n photo(s)</source>
        <translation>
            <numerusform>%n photo</numerusform>
            <numerusform>%n photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n class(es)</source>
        <translation>
            <numerusform>%n class</numerusform>
            <numerusform>%n classes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>CPU, %n thread(s)</source>
        <translation>
            <numerusform>CPU, %n thread</numerusform>
            <numerusform>CPU, %n threads</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SurenessView</name>
    <message numerus="yes">
        <source>%n answer(s) so far.</source>
        <translation>
            <numerusform>%n answer so far.</numerusform>
            <numerusform>%n answers so far.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TogetherBar</name>
    <message numerus="yes">
        <source>%n photo(s) corrected</source>
        <translation>
            <numerusform>%n photo corrected</numerusform>
            <numerusform>%n photos corrected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s) in this group</source>
        <translation>
            <numerusform>%n photo in this group</numerusform>
            <numerusform>%n photos in this group</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TrainView</name>
    <message numerus="yes">
        <source>%n photo(s)</source>
        <translation>
            <numerusform>%n photo</numerusform>
            <numerusform>%n photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n class(es)</source>
        <translation>
            <numerusform>%n class</numerusform>
            <numerusform>%n classes</numerusform>
        </translation>
    </message>
</context>
</TS>
