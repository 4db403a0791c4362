using System.Text;
using GenGateway.Server.Lab;

namespace GenGateway.Tests.Server.Lab;

public sealed class AnswerReaderTests
{
    private const string Piece = """data: {"model":"m","choices":[{"index":0,"delta":{"content":"Hello"},"finish_reason":null}]}""" + "\n\n";
    private const string Finish = """data: {"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""" + "\n\n";
    private const string Error = """data: {"error":{"message":"no","type":"server_error","code":"backend_error"}}""" + "\n\n";
    private const string Done = "data: [DONE]\n\n";

    [Fact]
    public void A_good_stream_has_its_text_one_end_and_no_defect()
    {
        var answer = Stream(": ping\n\n" + Piece + Finish + """data: {"model":"m","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":4}}""" + "\n\n" + Done);
        Assert.Equal(("Hello", "stop", 1, null, 3L, 4L), (answer.Text, answer.Finish, answer.Dones, answer.Error, answer.PromptTokens, answer.CompletionTokens));
        Assert.Equal(["m"], answer.Models);
        Assert.Empty(answer.Defects);
    }

    [Theory]
    [InlineData(Piece + "data: {\"model\":\"m\",\"choi\n\n" + Done, "an event that is no JSON")]
    [InlineData(Piece + Finish + Done + Piece, "something behind [DONE]")]
    [InlineData(Piece + Finish + Done + Done, "something behind [DONE]")]
    [InlineData(Piece + Error + Piece, "something behind the error event")]
    [InlineData(Piece + Done + "data: {}\n", "an event that is cut")]
    public void What_no_client_may_get_is_a_defect(string body, string defect) => Assert.Contains(defect, Stream(body).Defects);

    [Fact]
    public void Bytes_that_are_no_text_are_a_defect() =>
        Assert.Equal(["bytes that are no UTF-8"], Read([.. Encoding.UTF8.GetBytes(Piece[..^20]), 0xC3, 0x28, .. Encoding.UTF8.GetBytes(Piece[^20..])]).Defects);

    [Fact]
    public void A_terminator_behind_an_error_is_seen_as_both()
    {
        var answer = Stream(Piece + Error + Done);
        Assert.Equal(("backend_error", 1), (answer.Error, answer.Dones));
    }

    [Fact]
    public void A_stream_that_just_ends_has_neither_end_nor_error()
    {
        var answer = Stream(Piece);
        Assert.Equal((null, 0, null), (answer.Finish, answer.Dones, answer.Error));
    }

    private static LabAnswer Stream(string body) => Read(Encoding.UTF8.GetBytes(body));

    private static LabAnswer Read(byte[] body) => AnswerReader.Read(200, "text/event-stream", new Dictionary<string, string>(), body, broke: false);
}
