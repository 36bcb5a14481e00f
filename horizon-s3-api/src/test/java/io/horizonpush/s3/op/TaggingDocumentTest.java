package io.horizonpush.s3.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.Tag;
import io.horizonpush.s3.model.Tags;
import io.horizonpush.s3.model.Tags.Carrier;
import io.horizonpush.s3.xml.XmlParser;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaggingDocumentTest {

  @Test
  void document_asClientsSendIt_isRead() {
    Tags tags =
        read(
            "<Tagging xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><TagSet>"
                + "<Tag><Key>1</Key><Value> a </Value></Tag>\n<Tag><Key>0</Key><Value/></Tag>"
                + "</TagSet></Tagging>");

    assertThat(tags.list()).containsExactly(new Tag("0", ""), new Tag("1", " a "));
  }

  @Test
  void document_thatWasWritten_isReadAsTheSameTags() {
    Tags tags = Tags.of(List.of(new Tag("a=b/\u00e4", "x: 1"), new Tag("c", "")), Carrier.BUCKET);

    assertThat(read(new String(TaggingDocument.write(tags), StandardCharsets.UTF_8)))
        .isEqualTo(tags);
    assertThat(read(new String(TaggingDocument.write(Tags.NONE), StandardCharsets.UTF_8)))
        .isEqualTo(Tags.NONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<Other><TagSet/></Other>",
        "<Tagging/>",
        "<Tagging><TagSet/><TagSet/></Tagging>",
        "<Tagging><TagSet><Key>a</Key></TagSet></Tagging>",
        "<Tagging><TagSet><Tag><Key>a</Key></Tag></TagSet></Tagging>",
        "<Tagging><TagSet><Tag><Value>a</Value></Tag></TagSet></Tagging>",
        "<Tagging><TagSet><Tag><Key>a</Key><Key>b</Key><Value>c</Value></Tag></TagSet></Tagging>",
        "<Tagging><TagSet>",
        "<!DOCTYPE t><Tagging><TagSet/></Tagging>"
      })
  void document_ofAnotherForm_isRefused(String document) {
    assertThatExceptionOfType(S3Exception.class)
        .isThrownBy(() -> read(document))
        .extracting(S3Exception::code)
        .isEqualTo(S3ErrorCode.MALFORMED_XML);
  }

  private static Tags read(String document) {
    return TaggingDocument.read(
        XmlParser.parse(document.getBytes(StandardCharsets.UTF_8)), Carrier.OBJECT);
  }
}
