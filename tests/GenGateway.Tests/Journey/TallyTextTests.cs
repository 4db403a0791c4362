using System.Buffers;
using System.Text;
using GenGateway.Journey;

namespace GenGateway.Tests.Journey;

public sealed class TallyTextTests
{
    [Fact]
    public void One_piece_that_passes_the_bound_is_kept_up_to_its_last_whole_character()
    {
        using var text = new TallyText(10);

        text.Write("12345678€ and more"u8);
        text.MarkCut();
        text.MarkCut();

        Assert.Equal("12345678… [cut: 20 bytes in all]", Encoding.UTF8.GetString(text.Written));
    }

    [Fact]
    public void What_follows_a_gap_is_counted_and_not_kept()
    {
        using var text = new TallyText(4);

        text.Write("123"u8);
        text.Write("456"u8);
        text.Write("7"u8);
        text.MarkCut();

        Assert.Equal("1234… [cut: 7 bytes in all]", Encoding.UTF8.GetString(text.Written));
    }

    [Fact]
    public void A_text_that_just_fits_is_not_marked()
    {
        using var text = new TallyText(4);

        text.Write("1€"u8);
        text.MarkCut();

        Assert.Equal("1€", Encoding.UTF8.GetString(text.Written));
        Assert.False(text.IsCut);
    }

    [Fact]
    public void A_long_piece_of_an_answer_is_kept_in_part()
    {
        using var text = new TallyText(3);
        var tally = new Tally(TimeProvider.System, text);

        tally.AddText("123456");

        Assert.Equal("123", Encoding.UTF8.GetString(text.Written));
        Assert.Equal(6, tally.Bytes);
    }

    [Fact]
    public void What_is_no_part_of_the_answer_is_taken_back()
    {
        using var text = new TallyText(20);
        var tally = new Tally(TimeProvider.System, text);

        tally.AddText("one €ND");
        tally.TakeBack("€ND");

        Assert.Equal(("one ", 4, 4), (Encoding.UTF8.GetString(text.Written), tally.Bytes, text.Total));
    }

    [Fact]
    public void What_is_taken_back_of_a_text_that_was_cut_had_not_been_kept()
    {
        using var text = new TallyText(5);

        text.Write("123456789"u8);
        text.TakeBack(2);
        Assert.Equal(("12345", 7), (Encoding.UTF8.GetString(text.Written), text.Total));
        text.TakeBack(4);
        Assert.Equal(("123", 3), (Encoding.UTF8.GetString(text.Written), text.Total));
    }
}
