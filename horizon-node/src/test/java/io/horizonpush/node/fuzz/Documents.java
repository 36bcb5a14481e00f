package io.horizonpush.node.fuzz;

import io.horizonpush.node.testing.Request;

/** The documents that requests carry, each as a client sends it. */
enum Documents {
  DELETE_OBJECTS(
      "POST",
      "?delete",
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
          + "<Quiet>false</Quiet><Object><Key>a/b</Key></Object>"
          + "<Object><Key>&amp;&#x20;</Key><ETag>\"0123\"</ETag></Object>"
          + "<Object><Key>c</Key><VersionId>null</VersionId></Object></Delete>"),
  COMPLETE(
      "POST",
      "/k?uploadId=",
      "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>&quot;"
          + Documents.ETAG_OF_PART
          + "&quot;</ETag></Part></CompleteMultipartUpload>"),
  OBJECT_TAGGING(
      "PUT",
      "/k?tagging",
      "<Tagging><TagSet><Tag><Key>a</Key><Value>b c</Value></Tag>"
          + "<Tag><Key>d</Key><Value></Value></Tag></TagSet></Tagging>"),
  BUCKET_TAGGING(
      "PUT",
      "?tagging",
      "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>"),
  CORS(
      "PUT",
      "?cors",
      "<CORSConfiguration><CORSRule><ID>r</ID><AllowedOrigin>http://*.example.com</AllowedOrigin>"
          + "<AllowedMethod>GET</AllowedMethod><AllowedHeader>*</AllowedHeader>"
          + "<ExposeHeader>ETag</ExposeHeader><MaxAgeSeconds>60</MaxAgeSeconds></CORSRule>"
          + "</CORSConfiguration>"),
  OBJECT_ACL("PUT", "/k?acl", Documents.LIST),
  BUCKET_ACL("PUT", "?acl", Documents.LIST),
  POLICY(
      "PUT",
      "?policy",
      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\","
          + "\"Action\":[\"s3:GetObject\"],\"Resource\":\"arn:aws:s3:::fuzzed/*\",\"Condition\":"
          + "{\"IpAddress\":{\"aws:SourceIp\":[\"10.0.0.0/8\"]}}}]}"),
  PUBLIC_ACCESS_BLOCK(
      "PUT",
      "?publicAccessBlock",
      "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls>"
          + "<IgnorePublicAcls>false</IgnorePublicAcls><BlockPublicPolicy>0</BlockPublicPolicy>"
          + "<RestrictPublicBuckets>TRUE</RestrictPublicBuckets></PublicAccessBlockConfiguration>"),
  CREATE_BUCKET(
      "PUT",
      "",
      "<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint>"
          + "</CreateBucketConfiguration>");

  /** The MD5 of {@code part}. */
  static final String ETAG_OF_PART = "f4c9385f1902f7334b00b9b4ecd164de";

  private static final String LIST =
      "<AccessControlPolicy><Owner><ID>OWNER</ID></Owner><AccessControlList><Grant>"
          + "<Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"Group\">"
          + "<URI>http://acs.amazonaws.com/groups/global/AllUsers</URI></Grantee>"
          + "<Permission>READ</Permission></Grant></AccessControlList></AccessControlPolicy>";

  private final String method;
  private final String path;
  private final String text;

  Documents(String method, String path, String text) {
    this.method = method;
    this.path = path;
    this.text = text;
  }

  String method() {
    return method;
  }

  String text() {
    return text;
  }

  /** The address to which the document is sent. */
  String target(String bucket, String upload) {
    return Request.at(bucket, "") + path + (path.endsWith("uploadId=") ? upload : "");
  }
}
